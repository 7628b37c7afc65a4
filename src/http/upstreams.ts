/** How each upstream stands, as pages and operators are shown it: state, since when, until when, why, and what to do. */
import type { Clue } from '../domain/cause.ts';
import type { Figures } from '../domain/figures.ts';
import type { Upstream } from '../domain/upstream.ts';
import type { NoteWords } from '../domain/words/en/checks.ts';
import { noteWords } from '../domain/words/en/checks.ts';
import type { StateMark } from '../domain/words/en/states.ts';
import { stateWords } from '../domain/words/en/states.ts';
import { words } from '../domain/words/index.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { noteOf } from '../policy/check-note.ts';
import type { UpstreamState } from '../state/upstream-state.ts';

export interface ShownUpstream {
  readonly upstream: Upstream;
  readonly state: UpstreamState;
  readonly name: string;
  readonly mark: StateMark;
  /** `null`: since before anybody looked. */
  readonly since: number | null;
  readonly means: string;
  readonly why: { readonly title: string; readonly evidence: readonly Clue[] } | null;
  /** May be empty. */
  readonly todo: string;
  /** Its health check is wrong itself. */
  readonly note: NoteWords | null;
  readonly figures: Figures | null;
}

const shown = ({ fleet, checks }: Gateway, state: UpstreamState): ShownUpstream => {
  const { upstream, cause } = state;
  const said = stateWords[state.state];
  const signs = fleet.signs(upstream.name);
  const { standing, since } = checks.of(upstream.name);
  const note = upstream.health === null ? null : noteOf(standing, upstream.health, signs?.rest ?? null);
  return {
    upstream,
    state,
    name: said.name,
    mark: said.mark,
    since,
    means: said.means,
    why: cause === null ? null : { title: words[cause.code].title, evidence: cause.clues },
    todo: (said.todo === '' && cause !== null ? words[cause.code].operator[0] : said.todo).replaceAll(
      'upstreams.NAME',
      `upstreams.${upstream.name}`,
    ),
    note: note === null ? null : noteWords(upstream.name, note),
    figures: signs?.figures ?? null,
  };
};

export const shownUpstreams = (gateway: Gateway): readonly ShownUpstream[] =>
  gateway.fleet.states().map((state) => shown(gateway, state));

/** For the operators' API. */
export const upstreamBody = (gateway: Gateway, one: ShownUpstream): Readonly<Record<string, unknown>> => {
  const { upstream, state } = one;
  const { standing, server, version, loaded } = gateway.checks.of(upstream.name);
  return {
    name: upstream.name,
    url: upstream.url,
    dialect: upstream.dialect,
    zone: upstream.zone,
    state: state.state,
    since: one.since,
    until: state.until,
    means: one.means,
    cause: state.cause,
    todo: one.todo,
    note: one.note,
    inFlight: state.inFlight,
    models: state.models,
    probe: state.probed.kind,
    check: { belief: standing.belief, failingSince: standing.redSince, code: standing.cause?.code ?? null },
    server: server === null ? null : { kind: server, version, loaded },
    figures: one.figures,
  };
};
