/** Clocks of the gateway itself that no config sets; whoever stands beside it has to fit them. */

/** Longer than load balancers in front keep theirs (60 s as a rule), so that they close first. */
export const keepToCallersMs = 75_000;

/** Below the shortest default in the field: Node's servers close after 5 s. */
export const keepToUpstreamsMs = 4_000;

/** How long a stream's head waits for the first content before it goes out anyway. */
export const headWaitMs = 15_000;
