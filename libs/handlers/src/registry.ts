import { compileSchema, engineKinds, type Json, type JsonObject, type WorstCase } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import type { AgentDoor } from './agent-door';
import type { BillingContext, Handler, HandlerContext } from './contract';
import { contractHandler } from './contract/contract.handler';
import { createGraphJobHandler } from './graph-job/graph-job.handler';
import { httpHandler } from './http/http.handler';
import { llmCallHandler } from './llm-call/llm-call.handler';
import { loadHandler } from './load/load.handler';
import { noopHandler } from './noop/noop.handler';
import { ragIngestHandler } from './rag/rag-ingest.handler';
import { ragQueryHandler } from './rag/rag-query.handler';
import { createShellHandler, type ShellOptions } from './shell/shell.handler';
import { toolCallHandler } from './tool-call/tool-call.handler';
import { transformHandler } from './transform/transform.handler';

/** What the compiler knows of a `ref`. */
export interface CatalogEntry {
  description: string;
  /** JSON Schema of `with`. */
  input: JsonObject;
  /** JSON Schema of the output. */
  output: JsonObject;
  /** Where in `with` secrets may stand. */
  secrets: readonly string[];
  /** Where in `with` JSON Schemas stand. */
  schemas: readonly string[];
  /** Where in `with` tools are named. */
  tools: readonly string[];
  /** Whether this version has a handler for it; a task of a kind that nobody serves waits. */
  served: boolean;
}

/** A handler as the registry hands it out: any input may be tried on it. */
export interface RegisteredHandler {
  readonly ref: string;
  /** Where in its input secrets may stand. */
  readonly secrets: readonly string[];
  /** The faults of an input, with pointers into `with`; empty where it is acceptable. */
  checkInput(input: Json): FieldProblem[];
  /** The input with what it refers to. Only for an input without faults. */
  resolve(input: Json, doors: { agents: AgentDoor }): Promise<Json>;
  /** What an attempt may cost; null where it costs nothing. Only for an input without faults. */
  worstCase(input: Json, ctx: BillingContext): Promise<WorstCase | null>;
  /** Under what its result may be kept for others, and how long; null where it may not. Only for an input without faults. */
  reuse(input: Json): { key: Json; ttlMs: number } | null;
  /** Only for an input without faults. */
  execute(input: Json, ctx: HandlerContext): Promise<Json>;
}

/** A handler of whatever input. */
export type AnyHandler = Handler<never>;

export interface HandlerRegistry {
  /** Every `ref` a template may name, whether or not this process performs it. */
  catalog(): ReadonlyMap<string, CatalogEntry>;
  /** The handler that performs a `ref` here, or undefined where it is unknown, not served or not enabled. */
  get(ref: string): RegisteredHandler | undefined;
  /** Milliseconds a handler has to settle after its signal aborts. */
  readonly graceMs: number;
}

export interface RegistryOptions {
  /** Names of handlers that are off unless asked for. Throws `unknown-handler` for a name that is none. */
  enable: readonly string[];
  shell?: ShellOptions;
  /** Kinds that templates may name although this package does not serve them: workers of somebody's own do. */
  known?: readonly string[];
  /** Handlers besides those of this package. */
  additional?: readonly AnyHandler[];
  graceMs?: number;
}

/** Gathers the handlers of a process. Throws where two have the same `ref`, or a schema does not compile. */
export function createHandlerRegistry(options: RegistryOptions): HandlerRegistry {
  const handlers = byRef([...builtIn(options.shell), ...(options.additional ?? [])]);
  for (const ref of options.enable)
    if (!handlers.has(ref))
      throw new MaestroError('unknown-handler', `There is no handler ${ref} to enable.`);
  const catalog = describe(handlers, options.known ?? []);
  const enabled = new Map<string, RegisteredHandler>();
  for (const [ref, handler] of handlers)
    if (handler.enabledByDefault || options.enable.includes(ref)) enabled.set(ref, register(handler));
  return {
    catalog: () => catalog,
    get: (ref) => enabled.get(ref),
    graceMs: options.graceMs ?? 5000,
  };
}

function register(handler: AnyHandler): RegisteredHandler {
  return {
    ref: handler.ref,
    secrets: handler.secrets ?? [],
    checkInput: checkedOnce(compileSchema(handler.input)),
    // The schema of this very handler is what makes its input type true.
    resolve: async (input, doors) => ((await handler.resolve?.(input as never, doors)) ?? input) as Json,
    worstCase: async (input, ctx) => (await handler.billing?.(input as never, ctx)) ?? null,
    reuse: (input) => handler.reuse?.(input as never) ?? null,
    execute: (input, ctx) => handler.execute(input as never, ctx),
  };
}

/** An attempt asks about one and the same input at each of its steps: what was found acceptable stays so, as nobody changes it. */
function checkedOnce(check: (input: Json) => FieldProblem[]): (input: Json) => FieldProblem[] {
  const accepted = new WeakSet<object>();
  return (input) => {
    const isObject = typeof input === 'object' && input !== null;
    if (isObject && accepted.has(input)) return [];
    const faults = check(input);
    if (isObject && faults.length === 0) accepted.add(input);
    return faults;
  };
}

function builtIn(shell: ShellOptions | undefined): AnyHandler[] {
  return [
    contractHandler,
    createGraphJobHandler(),
    httpHandler,
    llmCallHandler,
    loadHandler,
    noopHandler,
    ragIngestHandler,
    ragQueryHandler,
    createShellHandler(shell),
    toolCallHandler,
    transformHandler,
  ];
}

function byRef(handlers: readonly AnyHandler[]): Map<string, AnyHandler> {
  const map = new Map<string, AnyHandler>();
  for (const handler of handlers) {
    if (map.has(handler.ref))
      throw new MaestroError('duplicate-id', `Two handlers are called ${handler.ref}.`);
    map.set(handler.ref, handler);
  }
  return map;
}

/** A handler for a kind that is only known replaces its entry. */
function describe(
  handlers: ReadonlyMap<string, AnyHandler>,
  elsewhere: readonly string[],
): Map<string, CatalogEntry> {
  const description = 'Served by workers of your own.';
  const unmarked = { secrets: [], schemas: [], tools: [] };
  const known = elsewhere.map(
    (ref) => [ref, { ...{ description, input: {}, output: {}, served: false }, ...unmarked }] as const,
  );
  const ofEngine = Object.entries(engineKinds).map(
    ([ref, kind]) => [ref, { ...kind, ...{ output: {}, served: true }, ...unmarked }] as const,
  );
  const served = [...handlers].map(
    ([ref, { description, input, output, secrets = [], schemas = [], tools = [] }]) =>
      [ref, { description, input, output, secrets, schemas, tools, served: true }] as const,
  );
  return new Map<string, CatalogEntry>([...known, ...ofEngine, ...served]);
}
