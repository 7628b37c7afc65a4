/** A look that is taken when somebody first asks for it, and never twice. */
export const once = <T>(look: () => Promise<T>): (() => Promise<T>) => {
  let taken: Promise<T> | null = null;
  return () => (taken ??= look());
};
