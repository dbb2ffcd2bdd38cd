import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import { entriesOf, type Cursor } from '../document/tree';
import type { JsonObject } from '../json';
import { hasExpression } from '../expression/template';
import { coveringOf } from './covers';
import { textOf, type Draft, type DraftNode } from './draft';
import { ExpressionCheck, type Owner, type SecretsOfOwner } from './expression-check';
import type { Graph } from './graph';
import { checkHandlerInput, type HandlerCatalog } from './handler-input';
import { checkSchemaPlaces, constantTexts } from './marked-places';
import { declaredInputs } from './names-in-scope';
import { Owners } from './owners';
import { checkSecretPlaces } from './secret-places';
import { checkSecrets } from './secrets';
import { Templates } from './templates';

/** Indexes of the nodes that expressions read: those of each node and of each edge, in the order of the draft. */
export interface Reads {
  nodes: number[][];
  /** What the nodes read of the round before, in loops. */
  previous: number[][];
  edges: number[][];
  /** What the `until` of each loop reads, by the index of the loop. */
  until: ReadonlyMap<number, number[]>;
  /** The secrets that the input of each node names. */
  secrets: string[][];
  /** What the outputs and the summary of the run read. */
  result: number[];
  /** What the usage of each billable node reads, by its index. */
  usage: ReadonlyMap<number, number[]>;
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
  const owners = new Owners(draft, graph);
  const covering = coveringOf({ draft, graph, report });
  const until = new Map<number, number[]>();
  const secrets = draft.nodes.map((node) => secretsOf(draft, node));
  const usage = new Map<number, number[]>();

  const previous: number[][] = [];
  const nodes = draft.nodes.map((node, n) => {
    const owner = owners.ofNode(n);
    for (const cursor of expressionsOf(node, templates, owner)) checkSecrets(cursor, report);
    if (node.with)
      templates.value(
        node.with,
        owners.withSecrets(owners.covered(owner, covering.get(n) ?? []), secrets[n]),
      );
    if (node.with) checkSecrets(node.with, report);
    if (node.part?.kind === 'loop' && node.part.until) {
      const end = owners.ofRound(n);
      templates.condition(node.part.until, end);
      until.set(n, sorted(end));
    }
    if (node.cost) {
      const ended = owners.ofUsage(n);
      const { used, input_tokens, output_tokens } = node.cost;
      for (const cursor of [used, input_tokens, output_tokens])
        if (cursor) templates.condition(cursor, ended);
      usage.set(n, sorted(ended));
    }
    previous[n] = owner.previous ? sorted(owner.previous) : [];
    return sorted(owner);
  });
  const edges = draft.edges.map((edge, e) => {
    const owner = owners.ofEdge(e);
    if (edge.when) templates.condition(edge.when, owner);
    return sorted(owner);
  });
  const run = owners.ofRun();
  if (draft.outputs) templates.value(draft.outputs, run);
  if (draft.summary) templates.value(draft.summary, { ...run, ended: true });
  if (draft.concurrency?.key) templates.value(draft.concurrency.key, owners.ofStart());
  if (draft.env) {
    templates.constant(draft.env, 'values of env');
    checkSecrets(draft.env, report);
  }
  // What gathers the results of a body reads them all.
  for (const ends of graph.edges)
    if (ends && draft.nodes[ends.to]?.part?.kind === 'collect') nodes[ends.to]?.push(ends.from);
  const named = secrets.map((each) => [...(each?.named ?? [])].sort());
  return { nodes, previous, edges, until, usage, secrets: named, result: sorted(run) };
}

/** Only a task hands its input on and keeps none of it. */
function secretsOf(draft: Draft, { part, secrets }: DraftNode): SecretsOfOwner | null {
  return part?.kind === 'task' ? { declared: secrets ?? draft.secrets, named: new Set() } : null;
}

/** Checks what a node says beside its `with`, and gives back what of it may hold a secret. */
function expressionsOf(node: DraftNode, templates: Templates, owner: Owner): Cursor[] {
  const { part } = node;
  if (node.when) templates.condition(node.when, owner);
  const texts = [node.concurrency?.key, node.rate_limit?.key, node.cache?.key];
  if (node.cost)
    texts.push(
      node.cost.worst_case,
      node.cost.model,
      node.cost.max_input_tokens,
      node.cost.max_output_tokens,
    );
  if (part?.kind === 'decision')
    for (const one of part.cases) if (one.when) templates.condition(one.when, owner);
  if (part?.kind === 'map' && part.over) {
    const text = textOf(part.over);
    if (text === null || hasExpression(text)) texts.push(part.over);
    else templates.condition(part.over, owner);
  }
  if (part?.kind === 'wait') texts.push(part.for, part.until);
  if (part?.kind === 'signal') texts.push(part.name);
  if (part?.kind === 'approval') texts.push(part.message);
  const given = texts.flatMap((cursor) => cursor ?? []);
  for (const cursor of given) templates.value(cursor, owner);
  return given;
}

/** Checks that handlers exist and take what they are given; where it stands that constants name tools. */
export function checkHandlers(draft: Draft, handlers: HandlerCatalog, report: Report): Cursor[] {
  const tools: Cursor[] = [];
  for (const { ref, with: given, part } of draft.nodes) {
    if (!ref || part?.kind === 'subflow') continue;
    const handler = handlers.get(ref.text);
    if (handler) {
      if (!given) continue;
      checkHandlerInput(given, handler.input, report);
      checkSecretPlaces(given, { ref: ref.text, allowed: handler.secrets ?? [] }, report);
      checkSchemaPlaces(given, handler.schemas ?? [], report);
      tools.push(...constantTexts(given, handler.tools ?? []));
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
  return tools;
}

function sorted({ reads }: Pick<Owner, 'reads'>): number[] {
  return [...reads].sort((a, b) => a - b);
}
