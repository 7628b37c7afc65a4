/** Pages that say a site is closed on purpose. */
export const isMaintenancePage = (text: string): boolean =>
  /(?:scheduled|planned|under|undergoing|down for|closed for|wartung|maintenance mode)[^<]{0,40}(?:maintenance|wartung)|maintenance mode|be back (?:soon|shortly)/i.test(
    text,
  );
