import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import type { Draft, DraftEdge } from './draft';
import { Ancestors } from './ancestors';
import { findCycles, topologicalOrder } from './cycles';

/** The graph by index: what the ids of nodes and edges come to. */
export interface Graph {
  /** Index of each node by its id; a Map, so that no id is special. */
  index: ReadonlyMap<string, number>;
  /** Ends of each edge by index, in the order of the draft; null where an end is not known. */
  edges: ({ from: number; to: number } | null)[];
  /** Null where the graph has a cycle and nothing comes before anything. */
  ancestors: Ancestors | null;
}

/** Checks ids and edges: every node once, every edge between two of them and once, no way back. */
export function checkGraph(draft: Draft, report: Report): Graph {
  const index = indexNodes(draft, report);
  const edges = draft.edges.map((edge) => resolve(edge, index, report));
  reportDuplicates(draft, edges, report);
  const known = edges.flatMap((ends, edge) => (ends && ends.from !== ends.to ? [{ ...ends, edge }] : []));
  const order = topologicalOrder(draft.nodes.length, known);
  if (!order) reportCycles(draft, findCycles(draft.nodes.length, known), report);
  return { index, edges, ancestors: order && new Ancestors(order, known) };
}

function indexNodes(draft: Draft, report: Report): Map<string, number> {
  const index = new Map<string, number>();
  for (const [n, { id }] of draft.nodes.entries()) {
    if (!id) continue;
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

function resolve(
  edge: DraftEdge,
  index: ReadonlyMap<string, number>,
  report: Report,
): Graph['edges'][number] {
  const [from, to] = [edge.from, edge.to].map((end) => {
    if (!end) return undefined;
    const n = index.get(end.text);
    if (n === undefined)
      report.add({
        mst: 'MST1203',
        message: `there is no node "${cut(end.text)}"`,
        range: end.cursor.tree.range,
        path: end.cursor.path,
        meant: { word: end.text, candidates: index.keys() },
      });
    return n;
  });
  if (from === undefined || to === undefined) return null;
  if (from === to)
    report.add({
      mst: 'MST1205',
      message: `the edge leads from "${edge.from?.text ?? ''}" back to itself: ${edge.from?.text ?? ''} → ${edge.to?.text ?? ''}`,
      range: edge.cursor.tree.range,
      path: edge.cursor.path,
    });
  return { from, to };
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
