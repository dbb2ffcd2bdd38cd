export interface Link {
  from: number;
  to: number;
  /** Index of the edge. */
  edge: number;
}

/** The nodes so that every edge leads forward; null where the graph has a cycle. Linear in nodes and edges. */
export function topologicalOrder(nodes: number, links: readonly Link[]): number[] | null {
  const out = outgoing(nodes, links);
  const waiting = new Array<number>(nodes).fill(0);
  for (const { to } of links) waiting[to] = (waiting[to] ?? 0) + 1;
  const order: number[] = [];
  for (let n = 0; n < nodes; n += 1) if (waiting[n] === 0) order.push(n);
  for (let i = 0; i < order.length; i += 1) {
    for (const { to } of out[order[i] ?? 0] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  return order.length === nodes ? order : null;
}

/**
 * One cycle of every knot of cycles (strongly connected component): the shortest through its first node, with the
 * edge that closes it. No recursion, so the length of a chain is no matter.
 */
export function findCycles(nodes: number, links: readonly Link[]): { nodes: number[]; edge: number }[] {
  const out = outgoing(nodes, links);
  const component = components(nodes, out);
  const done = new Set<number>();
  const cycles: { nodes: number[]; edge: number }[] = [];
  for (const { from, to } of links) {
    const knot = component[from];
    if (knot === undefined || knot !== component[to] || done.has(knot)) continue;
    done.add(knot);
    const cycle = shortestCycle(component.indexOf(knot), out, (n) => component[n] === knot);
    if (cycle) cycles.push(cycle);
  }
  return cycles;
}

function shortestCycle(
  start: number,
  out: Link[][],
  inside: (n: number) => boolean,
): { nodes: number[]; edge: number } | null {
  const reached = new Map<number, number>();
  const queue = [start];
  for (let i = 0; i < queue.length; i += 1) {
    const at = queue[i] ?? start;
    for (const { to, edge } of out[at] ?? []) {
      if (to === start) return { nodes: pathTo(at, start, reached), edge };
      if (!inside(to) || reached.has(to)) continue;
      reached.set(to, at);
      queue.push(to);
    }
  }
  return null;
}

function pathTo(end: number, start: number, reached: ReadonlyMap<number, number>): number[] {
  const path = [end];
  for (let at = end; at !== start;) {
    at = reached.get(at) ?? start;
    path.push(at);
  }
  return path.reverse();
}

/** Tarjan's strongly connected components with a stack of its own; gives each node the number of its component. */
function components(nodes: number, out: Link[][]): number[] {
  const number = new Array<number>(nodes).fill(-1);
  const low = new Array<number>(nodes).fill(0);
  const component = new Array<number>(nodes).fill(-1);
  const open: number[] = [];
  let next = 0;
  let found = 0;
  for (let root = 0; root < nodes; root += 1) {
    if (number[root] !== -1) continue;
    const frames = [{ node: root, link: 0 }];
    while (frames.length > 0) {
      const frame = frames[frames.length - 1];
      if (!frame) break;
      const { node } = frame;
      if (frame.link === 0) {
        number[node] = low[node] = next;
        next += 1;
        open.push(node);
      }
      const link = out[node]?.[frame.link];
      if (link) {
        frame.link += 1;
        if (number[link.to] === -1) frames.push({ node: link.to, link: 0 });
        else if (component[link.to] === -1) low[node] = Math.min(low[node] ?? 0, number[link.to] ?? 0);
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1]?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== number[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = found;
        if (member === node) break;
      }
      found += 1;
    }
  }
  return component;
}

function outgoing(nodes: number, links: readonly Link[]): Link[][] {
  const out: Link[][] = Array.from({ length: nodes }, () => []);
  for (const link of links) out[link.from]?.push(link);
  return out;
}
