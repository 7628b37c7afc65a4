/** Finds import cycles: sets of files each of which leads to all the others. */

/** Tarjan's algorithm over `file → files it imports`; each cycle is listed in path order. */
export const cyclesIn = (graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => {
  const order = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];

  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    let low = index;
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === index) close(file);
    return low;
  };

  const close = (root: string): void => {
    const members = open.splice(open.indexOf(root));
    if (members.length > 1 || graph.get(root)?.includes(root) === true) cycles.push(members.toSorted());
  };

  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
};
