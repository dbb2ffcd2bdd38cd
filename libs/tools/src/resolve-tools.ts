import type { JsonObject, Plan } from '@maestro/dsl';
import { findToolsets, type ListedTool, type TenantDatabase, type ToolsetRow } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { parseReference, toolName } from './reference';
import { changesSomething } from './template-effects';
import type { ToolSpec } from './tool';

export interface ToolSource {
  tenants: TenantDatabase;
  tenantId: string;
  /** The plan that a template of this name would play; null where there is none. */
  template(name: string): Promise<Plan | null>;
}

/** A tool with what a call of it needs. */
export type ResolvedTool = ToolSpec &
  (
    { kind: 'template'; template: string } | { kind: 'http' | 'mcp'; toolset: ToolsetRow; listed: ListedTool }
  );

const MAX_TOOLS = 128;

/**
 * What the tools are that references name, in their order, as the owners of their toolsets have approved them.
 *
 * @throws MaestroError `unknown-ref`, `limit-exceeded`, `duplicate-id`
 */
export async function resolveTools(
  source: ToolSource,
  references: readonly string[],
): Promise<ResolvedTool[]> {
  if (references.length > MAX_TOOLS)
    throw new MaestroError('limit-exceeded', `A node names at most ${MAX_TOOLS} tools.`);
  const parsed = references.map((text) => ({ text, ...parseReference(text) }));
  const names = [...new Set(parsed.flatMap((one) => (one.kind === 'template' ? [] : [one.toolset])))];
  const rows =
    names.length === 0
      ? []
      : await source.tenants.withTenant(source.tenantId, (tx) => findToolsets(tx, names));
  const toolsetOf = (name: string) => rows.find((row) => row.name === name);
  const tools = await Promise.all(
    parsed.map(async (one) =>
      one.kind === 'template' ? templateTool(source, one) : listedTool(toolsetOf(one.toolset), one),
    ),
  );
  refuseTwice(tools);
  return tools;
}

/** What a model is told: no address, no secret. */
export function specOf({ ref, name, description, input_schema, side_effects }: ResolvedTool): ToolSpec {
  return { ref, name, description, input_schema, side_effects };
}

async function templateTool(
  source: ToolSource,
  { text, template }: { text: string; template: string },
): Promise<ResolvedTool> {
  const plan = await source.template(template);
  if (!plan) throw unknownTool(text);
  return {
    ...{ kind: 'template', template, ref: text, name: toolName(text) },
    description: plan.metadata.description ?? `Runs the template ${template}.`,
    input_schema: objectSchema(plan.inputs),
    side_effects: changesSomething(plan),
  };
}

function listedTool(
  toolset: ToolsetRow | undefined,
  { text, kind, tool }: { text: string; kind: 'http' | 'mcp'; tool: string },
): ResolvedTool {
  const of = kind === 'http' ? 'openapi' : 'mcp';
  const listed = toolset?.tools.find(({ name }) => name === tool);
  if (!toolset || toolset.kind !== of || !listed) throw unknownTool(text);
  const { description, input_schema, side_effects } = listed;
  return { kind, toolset, listed, ref: text, name: toolName(text), description, input_schema, side_effects };
}

/** Inputs that a template does not declare are whatever a caller likes; a tool says that it takes none. */
function objectSchema(inputs: JsonObject | null): JsonObject {
  return inputs ?? { type: 'object', properties: {}, additionalProperties: false };
}

function unknownTool(reference: string): MaestroError {
  return new MaestroError('unknown-ref', `There is no tool ${reference.slice(0, 200)}.`);
}

function refuseTwice(tools: readonly ToolSpec[]): void {
  const twice = tools.find(({ name }, i) => tools.findIndex((other) => other.name === name) !== i);
  if (twice) throw new MaestroError('duplicate-id', `Two tools would be called ${twice.name}.`);
}
