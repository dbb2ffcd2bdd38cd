import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import type { Draft } from './draft';
import { nodeIn, type Graph } from './graph';

interface Subject {
  draft: Draft;
  graph: Graph;
  report: Report;
}

/** The approvals that cover each node. Reports covered nodes that do not come after, or that have no input. */
export function coveringOf({ draft, graph, report }: Subject): ReadonlyMap<number, readonly number[]> {
  const covering = new Map<number, number[]>();
  for (const [n, { part, scope }] of draft.nodes.entries()) {
    if (part?.kind !== 'approval') continue;
    for (const name of part.covers) {
      const covered = nodeIn(name, { draft, index: graph.index, scope: scope ?? 0, report });
      if (covered === undefined) continue;
      const kind = draft.nodes[covered]?.part?.kind;
      const { tree, path } = name.cursor;
      if (!graph.precedes(n, covered))
        report.add({
          mst: 'MST1210',
          message: `"${cut(name.text)}" does not come after the approval that covers it`,
          range: tree.range,
          path,
        });
      else if (kind === 'task' || kind === 'subflow')
        covering.set(covered, [...(covering.get(covered) ?? []), n]);
      else if (kind)
        report.add({
          mst: 'MST1104',
          message: `"${cut(name.text)}" is a ${kind} and has no input to approve: task or subflow`,
          range: tree.range,
          path,
        });
    }
  }
  return covering;
}

/** Indexes of the nodes that an approval covers, each once, in order. */
export function coveredBy(graph: Graph, covers: readonly { text: string }[]): number[] {
  return [...new Set(covers.flatMap(({ text }) => graph.index.get(text) ?? []))].sort((a, b) => a - b);
}
