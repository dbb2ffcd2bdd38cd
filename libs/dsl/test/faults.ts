import { compile, type CompileOptions } from '../src/compile';
import type { Diagnostic } from '../src/diagnostics/diagnostic';
import type { Plan } from '../src/plan';

/** The faults of a text that must not compile. */
export function faultsOf(source: string, options?: CompileOptions): Diagnostic[] {
  const result = compile(source, options);
  if (result.ok) throw new Error('the text compiles');
  return result.diagnostics;
}

/** The same in short: `code pointer`, in order. */
export function codesOf(source: string, options?: CompileOptions): string[] {
  return faultsOf(source, options).map(({ code, pointer }) => `${code} ${pointer}`.trim());
}

/** The plan of a text that must compile. */
export function planOf(source: string, options?: CompileOptions): Plan {
  const result = compile(source, options);
  if (!result.ok)
    throw new Error(result.diagnostics.map(({ mst, message }) => `${mst} ${message}`).join('\n'));
  return result.plan;
}

export function warningsOf(source: string, options?: CompileOptions): Diagnostic[] {
  const result = compile(source, options);
  if (!result.ok)
    throw new Error(result.diagnostics.map(({ mst, message }) => `${mst} ${message}`).join('\n'));
  return result.warnings;
}

/** A bare graph of `noop` nodes with these ids and edges such as `a>b`. */
export function graph(ids: readonly string[], edges: readonly string[] = []): string {
  return JSON.stringify({
    nodes: ids.map((id) => ({ id, kind: 'task', ref: 'noop' })),
    edges: edges.map((edge) => {
      const [from, to] = edge.split('>');
      return { from, to };
    }),
  });
}

/** A wrapped template with one node `a`, one node `b` after it, and more fields for `b` and the spec. */
export function wrapped(b: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): string {
  return JSON.stringify(
    {
      apiVersion: 'maestro/v1',
      kind: 'Workflow',
      spec: {
        ...spec,
        nodes: [
          { id: 'a', kind: 'task', ref: 'noop' },
          { id: 'b', kind: 'task', ref: 'noop', ...b },
          { id: 'step-3', kind: 'task', ref: 'noop' },
        ],
        edges: [{ from: 'a', to: 'b' }],
      },
    },
    null,
    2,
  );
}

/** A wrapped template from its spec, with metadata if given. */
export function spec(fields: Record<string, unknown>, metadata?: Record<string, unknown>): string {
  const head = { apiVersion: 'maestro/v1', kind: 'Workflow' };
  return JSON.stringify({ ...head, ...(metadata ? { metadata } : {}), spec: fields }, null, 2);
}

/** A task of the handler `noop`. */
export function task(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, kind: 'task', ref: 'noop', ...more };
}

/** Edges such as `a>b`, for templates made from objects. */
export function edges(...arrows: string[]): { from: string | undefined; to: string | undefined }[] {
  return arrows.map((arrow) => {
    const [from, to] = arrow.split('>');
    return { from, to };
  });
}
