import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import { entriesOf } from '../document/tree';
import type { JsonObject } from '../json';
import type { Draft } from './draft';
import { ExpressionCheck, type Owner } from './expression-check';
import type { Graph } from './graph';
import { checkHandlerInput, type HandlerCatalog } from './handler-input';
import { declaredInputs } from './names-in-scope';
import { checkSecrets } from './secrets';
import { Templates } from './templates';

/** Indexes of the nodes that expressions read: those of each node and of each edge, in the order of the draft. */
export interface Reads {
  nodes: number[][];
  edges: number[][];
  /** What the outputs and the summary of the run read. */
  result: number[];
}

interface Subject {
  draft: Draft;
  graph: Graph;
  inputs: JsonObject | null;
  text: string;
  report: Report;
}

/** Checks every expression of a template and every constant; what the expressions read goes into the plan. */
export function checkNames({ draft, graph, inputs, text, report }: Subject): Reads {
  const env = draft.env ? entriesOf(draft.env).map((entry) => String(entry.path?.key)) : [];
  const declared = { env: new Set(env), inputs: declaredInputs(inputs), nodes: graph.index };
  const templates = new Templates(text, new ExpressionCheck(text, declared, report), report);
  const reads: Reads = { nodes: [], edges: [], result: [] };

  for (const [n, node] of draft.nodes.entries()) {
    const owner = ownerOf(
      `the node "${node.id?.text ?? n}"`,
      (task) => graph.ancestors?.precedes(task, n) ?? true,
    );
    if (node.when) templates.condition(node.when, owner);
    if (node.with) templates.value(node.with, owner);
    if (node.with) checkSecrets(node.with, report);
    reads.nodes.push(sorted(owner));
  }
  for (const [e, edge] of draft.edges.entries()) {
    const from = graph.edges[e]?.from;
    const what = `the edge ${edge.from?.text ?? '?'} → ${edge.to?.text ?? '?'}`;
    const owner = ownerOf(
      what,
      (task) => from === undefined || task === from || (graph.ancestors?.precedes(task, from) ?? true),
    );
    if (edge.when) templates.condition(edge.when, owner);
    reads.edges.push(sorted(owner));
  }
  const run = ownerOf('the end of the run', () => true);
  for (const cursor of [draft.outputs, draft.summary]) if (cursor) templates.value(cursor, run);
  reads.result = sorted(run);
  if (draft.env) {
    templates.constant(draft.env, 'values of env');
    checkSecrets(draft.env, report);
  }
  return reads;
}

/** Checks that handlers exist and take what they are given. */
export function checkHandlers(draft: Draft, handlers: HandlerCatalog, report: Report): void {
  for (const { ref, with: given } of draft.nodes) {
    if (!ref) continue;
    const handler = handlers.get(ref.text);
    if (handler) {
      if (given) checkHandlerInput(given, handler.input, report);
      continue;
    }
    const names = [...handlers.keys()].sort();
    report.add({
      mst: 'MST1401',
      message: `there is no handler "${cut(ref.text)}"`,
      range: ref.cursor.tree.range,
      path: ref.cursor.path,
      meant: { word: ref.text, candidates: names },
      help: `handlers here: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
    });
  }
}

function ownerOf(what: string, mayRead: Owner['mayRead']): Owner {
  return { what, mayRead, reads: new Set() };
}

function sorted({ reads }: Owner): number[] {
  return [...reads].sort((a, b) => a - b);
}
