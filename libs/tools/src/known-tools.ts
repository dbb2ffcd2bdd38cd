import type { ToolUse } from '@maestro/dsl';
import { findToolsets, locateTemplate, type TenantTx } from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { parseReference, type ToolReference } from './reference';

/** More than any template needs; each is looked up. */
const MAX_REFERENCES = 1_000;

/**
 * Refuses a template that names tools which do not exist. A tool that goes away later is told at run time.
 *
 * @param own the template itself, which may be its own tool before it was ever published
 * @throws MaestroError `template-invalid` with all of them, `limit-exceeded`
 */
export async function checkToolUses(
  tx: TenantTx,
  { uses, own }: { uses: readonly ToolUse[]; own: string | null },
): Promise<void> {
  const unknown = await unknownTools(tx, [...new Set(uses.map(({ reference }) => reference))], own);
  const errors: FieldProblem[] = uses
    .filter(({ reference }) => unknown.has(reference))
    .map(({ reference, pointer, span }) => ({
      ...{ pointer, code: 'unknown-ref' as const, mst: 'MST1407' },
      ...{ message: unknown.get(reference) ?? '', line: span.line, column: span.column },
    }));
  const [first] = errors;
  if (!first) return;
  const count = errors.length === 1 ? 'a fault' : `${errors.length} faults`;
  throw new MaestroError('template-invalid', `The template has ${count}: ${first.message}`, { errors });
}

/**
 * Refuses a list of references in which one names no tool.
 *
 * @param pointer where the list stands in what was sent
 * @throws MaestroError `unknown-ref` with all of them, `limit-exceeded`
 */
export async function checkReferences(
  tx: TenantTx,
  { references, pointer }: { references: readonly string[]; pointer: string },
): Promise<void> {
  const unknown = await unknownTools(tx, references, null);
  const errors = references.flatMap((reference, i) => {
    const message = unknown.get(reference);
    return message === undefined
      ? []
      : [{ pointer: `${pointer}/${i}`, code: 'unknown-ref' as const, message }];
  });
  const [first] = errors;
  if (first) throw new MaestroError('unknown-ref', first.message, { errors });
}

/** Those of these references that name no tool of the tenant, and what there is to say of each. */
async function unknownTools(
  tx: TenantTx,
  references: readonly string[],
  own: string | null,
): Promise<ReadonlyMap<string, string>> {
  if (references.length > MAX_REFERENCES)
    throw new MaestroError('limit-exceeded', `A template names at most ${MAX_REFERENCES} tools.`);
  const unknown = new Map<string, string>();
  const listed: [string, Extract<ToolReference, { toolset: string }>][] = [];
  for (const text of references) {
    const reference = parsed(text);
    if (typeof reference === 'string') unknown.set(text, reference);
    else if (reference.kind !== 'template') listed.push([text, reference]);
    else if (reference.template !== own && !(await locateTemplate(tx, { name: reference.template })))
      unknown.set(text, `There is no tool ${text}: there is no template of that name.`);
  }
  const names = [...new Set(listed.map(([, { toolset }]) => toolset))];
  const rows = names.length === 0 ? [] : await findToolsets(tx, names);
  for (const [text, { kind, toolset, tool }] of listed) {
    const row = rows.find(({ name }) => name === toolset);
    const of = kind === 'http' ? 'openapi' : 'mcp';
    if (row?.kind !== of) unknown.set(text, `There is no tool ${text}: there is no such toolset.`);
    else if (!row.tools.some(({ name }) => name === tool))
      unknown.set(text, `There is no tool ${text}: its toolset lists none of that name.`);
  }
  return unknown;
}

function parsed(text: string): ToolReference | string {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof MaestroError && error.code === 'unknown-ref') return error.message;
    throw error;
  }
}
