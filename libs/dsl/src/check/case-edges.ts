import { cut } from '../diagnostics/printable';
import type { DraftEdge, DraftNode, Named } from './draft';
import type { Reader } from './reader';

/**
 * Adds the edges that the cases of decisions make, each target once, and gives back those added. A `success` edge to a
 * target is that very edge; one to another node would never fire, and is refused.
 */
export function addCaseEdges(reader: Reader, nodes: readonly DraftNode[], edges: DraftEdge[]): DraftEdge[] {
  const decisions = new Map<string, Map<string, Named>>();
  for (const { id, part } of nodes)
    if (id && part?.kind === 'decision') decisions.set(id.text, targetsOf(part));
  const written = new Set<string>();
  for (const edge of edges) {
    const targets = edge.from && edge.on === 'success' ? decisions.get(edge.from.text) : undefined;
    if (!targets || !edge.from || !edge.to) continue;
    edge.case = targets.has(edge.to.text);
    if (edge.case) written.add(`${edge.from.text} ${edge.to.text}`);
    else
      reader.fault(edge.to.cursor, {
        mst: 'MST1209',
        message: `"${cut(edge.from.text)}" is a decision and "${cut(edge.to.text)}" none of its targets`,
        help: 'name it in a case or as the default; edges on failure or always may lead anywhere',
      });
  }
  const added: DraftEdge[] = [];
  for (const { id } of nodes)
    for (const to of (id && decisions.get(id.text)?.values()) ?? []) {
      if (!id || written.has(`${id.text} ${to.text}`)) continue;
      added.push({ cursor: to.cursor, from: id, to, on: 'success', when: null, case: true, gathers: false });
    }
  for (const edge of added) edges.push(edge);
  return added;
}

function targetsOf({ cases, default: otherwise }: Extract<DraftNode['part'], { kind: 'decision' }>) {
  const targets = new Map<string, Named>();
  for (const to of [...cases.map((one) => one.to), otherwise])
    if (to && !targets.has(to.text)) targets.set(to.text, to);
  return targets;
}
