import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import type { Draft, DraftEdge, DraftScope, Named } from './draft';
import { Ancestors } from './ancestors';
import { findCycles, topologicalOrder, type Link } from './cycles';

/** The graphs by index: what the ids of nodes and edges come to. */
export interface Graph {
  /** Index of each node that can be named, by its id; a Map, so that no id is special. */
  index: ReadonlyMap<string, number>;
  /** Ends of each edge by index, in the order of the draft; null where an end is not known. */
  edges: ({ from: number; to: number } | null)[];
  /** Whether a path leads from one node to another of the same graph; true where that graph has a cycle. */
  precedes(before: number, node: number): boolean;
}

/** Checks ids and edges: every node once, every edge between two of one graph and once, no way back. */
export function checkGraph(draft: Draft, report: Report): Graph {
  const index = indexNodes(draft, report);
  const edges: Graph['edges'] = [];
  const ancestors = draft.scopes.map((scope, s) => {
    const { first, width } = scope.edges;
    const resolver = { draft, index, scope: s, report };
    for (const edge of draft.edges.slice(first, first + width)) edges.push(resolve(edge, resolver));
    return ancestorsOf(draft, edges, { scope, report });
  });
  reportDuplicates(draft, edges, report);
  return {
    index,
    edges,
    precedes: (before, node) => {
      const scope = draft.nodes[node]?.scope ?? -1;
      const first = draft.scopes[scope]?.nodes.first ?? 0;
      return ancestors[scope]?.precedes(before - first, node - first) ?? true;
    },
  };
}

/** Null where the graph of a scope has a cycle and nothing comes before anything. */
function ancestorsOf(
  draft: Draft,
  edges: Graph['edges'],
  { scope, report }: { scope: DraftScope; report: Report },
): Ancestors | null {
  const { first, width } = scope.nodes;
  const links: Link[] = [];
  for (let e = scope.edges.first; e < edges.length; e += 1) {
    const ends = edges[e];
    if (ends && ends.from !== ends.to) links.push({ from: ends.from - first, to: ends.to - first, edge: e });
  }
  const order = topologicalOrder(width, links);
  if (order) return new Ancestors(order, links);
  const cycles = findCycles(width, links);
  reportCycles(
    draft,
    cycles.map(({ nodes, edge }) => ({ nodes: nodes.map((n) => n + first), edge })),
    report,
  );
  return null;
}

function indexNodes(draft: Draft, report: Report): Map<string, number> {
  const index = new Map<string, number>();
  for (const [n, { id, part, scope }] of draft.nodes.entries()) {
    // What the compiler makes has an id that nobody can write, and that nobody may name.
    if (!id || part?.kind === 'collect' || scope === null) continue;
    const first = index.get(id.text);
    if (first === undefined) {
      index.set(id.text, n);
      continue;
    }
    const original = draft.nodes[first]?.id;
    report.add({
      mst: 'MST1202',
      message: `a second node has the id "${cut(id.text)}"`,
      range: id.cursor.tree.range,
      path: id.cursor.path,
      related: original ? [{ message: 'first given here', range: original.cursor.tree.range }] : [],
    });
  }
  return index;
}

interface Resolver {
  draft: Draft;
  index: ReadonlyMap<string, number>;
  /** Index of the graph that the name stands in. */
  scope: number;
  report: Report;
}

function resolve(edge: DraftEdge, resolver: Resolver): Graph['edges'][number] {
  const from = edge.from ? nodeIn(edge.from, resolver) : undefined;
  const to = edge.gathers ? lastOf(resolver) : edge.to ? nodeIn(edge.to, resolver) : undefined;
  if (from === undefined || to === undefined) return null;
  if (from === to)
    resolver.report.add({
      mst: 'MST1205',
      message: `the edge leads from "${edge.from?.text ?? ''}" back to itself: ${edge.from?.text ?? ''} → ${edge.to?.text ?? ''}`,
      range: edge.cursor.tree.range,
      path: edge.cursor.path,
    });
  return { from, to };
}

function lastOf({ draft, scope }: Resolver): number | undefined {
  const nodes = draft.scopes[scope]?.nodes;
  return nodes && nodes.first + nodes.width - 1;
}

/** The node of this name in the same graph; reports where there is none, and where it stands in another. */
export function nodeIn(name: Named, { draft, index, scope, report }: Resolver): number | undefined {
  const n = index.get(name.text);
  const { tree, path } = name.cursor;
  if (n === undefined) {
    report.add({
      mst: 'MST1203',
      message: `there is no node "${cut(name.text)}"`,
      range: tree.range,
      path,
      meant: { word: name.text, candidates: index.keys() },
    });
    return undefined;
  }
  const home = draft.nodes[n]?.scope;
  if (home === scope) return n;
  report.add({
    mst: 'MST1208',
    message: `"${cut(name.text)}" stands ${whereIs(draft, home)}, and an edge may not lead from one graph into another`,
    range: tree.range,
    path,
  });
  return undefined;
}

function whereIs(draft: Draft, scope: number | null | undefined): string {
  const owner = draft.scopes[scope ?? 0]?.owner;
  return owner == null ? 'at the top level' : `in the body of "${cut(draft.nodes[owner]?.id?.text ?? '?')}"`;
}

function reportDuplicates(draft: Draft, edges: Graph['edges'], report: Report): void {
  const seen = new Map<string, number>();
  for (const [e, ends] of edges.entries()) {
    const edge = draft.edges[e];
    if (!ends || !edge) continue;
    const key = `${ends.from} ${ends.to} ${edge.on}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, e);
      continue;
    }
    const original = draft.edges[first];
    report.add({
      mst: 'MST1204',
      message: `the edge ${edge.from?.text ?? ''} → ${edge.to?.text ?? ''} (on ${edge.on}) is given twice`,
      range: edge.cursor.tree.range,
      path: edge.cursor.path,
      related: original ? [{ message: 'first given here', range: original.cursor.tree.range }] : [],
    });
  }
}

/** Longer cycles are shown by their beginning and end. */
const MAX_SHOWN = 40;

function reportCycles(draft: Draft, cycles: { nodes: number[]; edge: number }[], report: Report): void {
  for (const { nodes, edge } of cycles) {
    const names = [...nodes, nodes[0] ?? 0].map((n) => draft.nodes[n]?.id?.text ?? '?');
    const hidden = names.length - MAX_SHOWN;
    const shown =
      hidden > 0
        ? [...names.slice(0, MAX_SHOWN / 2), `(${hidden} more)`, ...names.slice(-MAX_SHOWN / 2)]
        : names;
    const closing = draft.edges[edge]?.cursor;
    if (!closing) continue;
    report.add({
      mst: 'MST1206',
      message: `the edge closes the cycle ${shown.join(' → ')}`,
      range: closing.tree.range,
      path: closing.path,
    });
  }
}
