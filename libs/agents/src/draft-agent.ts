import {
  compile,
  compileDocument,
  parseMoney,
  type HandlerCatalog,
  type Json,
  type JsonObject,
  type Plan,
} from '@maestro/dsl';
import { findTemplateVersion, locateTemplate, type TenantTx } from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { readConfiguration, type AgentConfiguration } from './configuration';
import { budgetOf, loopDocument } from './loop-document';

/** A configuration that was read, with what plays it. Nothing of it is stored yet. */
export interface AgentDraft {
  configuration: AgentConfiguration;
  /** Name of the template that plays the agent. */
  templateName: string;
  plan: Plan;
  contentHash: string;
  source: string;
}

/** All runs of an agent play a template of this name. */
export function templateNameOf(agent: string): string {
  return `agent.${agent}`;
}

/**
 * Reads a configuration and compiles what plays it: the built-in loop, or a copy of the version that its template has now.
 *
 * @throws MaestroError with pointers: for what is wrong in it, `unknown-ref` for a template that is not there
 */
export async function draftAgent(
  tx: TenantTx,
  { name, given, handlers }: { name: string; given: JsonObject; handlers: HandlerCatalog },
): Promise<AgentDraft> {
  const configuration = readConfiguration(given);
  const itself = configuration.handoffs?.indexOf(name) ?? -1;
  if (itself >= 0)
    throw faultAt(
      'agent-cycle',
      `/handoffs/${itself}`,
      'An agent cannot hand a conversation over to itself.',
    );
  const templateName = templateNameOf(name);
  const own = configuration.template === undefined ? null : await ownGraph(tx, configuration.template);
  const document = own
    ? withCard(own.document, templateName, configuration)
    : loopDocument(templateName, configuration);
  const result = compileDocument(document, { handlers });
  if (!result.ok) {
    const [fault] = result.diagnostics.filter(({ severity }) => severity === 'error');
    throw new MaestroError('template-invalid', `The agent cannot be played: ${fault?.message ?? ''}`);
  }
  const { plan, contentHash } = result;
  return {
    configuration: own ? { ...configuration, template: own.pinned } : configuration,
    ...{ templateName, plan, contentHash, source: JSON.stringify(document, null, 2) },
  };
}

/** A version never changes: what the agent plays is known from then on. */
async function ownGraph(tx: TenantTx, reference: string): Promise<{ document: JsonObject; pinned: string }> {
  const [name = '', wanted] = reference.split('@');
  const found = await locateTemplate(tx, { name });
  const version = wanted === undefined ? found?.version : Number(wanted);
  const row = found && version !== undefined ? await findTemplateVersion(tx, found.id, version) : null;
  if (!row) throw faultAt('unknown-ref', '/template', 'There is no such template.');
  const compiled = compile(row.source, { format: row.format });
  if (!compiled.ok)
    throw faultAt('unknown-ref', '/template', 'This release does not read the template any more.');
  return { document: compiled.document as JsonObject, pinned: `${name}@${version}` };
}

/** The graph of a template, under the name of the agent and with its limit of cost. */
function withCard(
  document: JsonObject,
  name: string,
  { description, limits }: AgentConfiguration,
): JsonObject {
  const { apiVersion: _, kind: __, ...rest } = document;
  const full = 'spec' in document ? rest : { spec: document };
  const spec = full['spec'] as JsonObject;
  const metadata = (full['metadata'] ?? {}) as JsonObject;
  return {
    ...full,
    ...{ apiVersion: 'maestro/v1', kind: 'Workflow' },
    metadata: {
      ...metadata,
      name,
      ...(description ? { description } : {}),
      labels: { ...(metadata['labels'] as JsonObject | undefined), agent: name.slice('agent.'.length) },
    },
    spec:
      limits?.max_cost === undefined ? spec : { ...spec, budget: lesser(spec['budget'], limits.max_cost) },
  };
}

function lesser(budget: Json | undefined, most: string): JsonObject {
  const own = budget as { cap: string } | undefined;
  const keeps = own !== undefined && (parseMoney(own.cap) ?? 0) <= (parseMoney(most) ?? 0);
  return keeps ? own : budgetOf(most);
}
