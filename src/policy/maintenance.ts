/** Recognises a maintenance page by its words, in the languages pages are seen in. */

const wording =
  /maintenance|scheduled (downtime|work)|wartung|wartungsarbeiten|mantenimiento|manutenç|en maintenance|be (right )?back (soon|shortly)/i;

export const looksLikeMaintenance = (page: string): boolean => wording.test(page);
