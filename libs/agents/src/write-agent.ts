import { publishTemplate } from '@maestro/catalog';
import { canonicalJson, type JsonObject } from '@maestro/dsl';
import {
  addAgentVersion,
  findAgent,
  formatId,
  hideAgent,
  insertAgent,
  newId,
  parseId,
  recordAudit,
  type AgentRow,
  type TenantTx,
} from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { agentNamePattern } from './configuration-schema';
import type { AgentDraft } from './draft-agent';

const form = new RegExp(agentNamePattern);

/** @throws MaestroError `invalid-name` */
export function checkAgentName(name: string): void {
  if (form.test(name) && parseId('agt', name) === null) return;
  const words =
    'The name of an agent has 1 to 63 characters of a-z, 0-9, ".", "_" and "-", starts with a letter or digit, and does not ' +
    'look like an id (agt_…).';
  throw faultAt('invalid-name', '/name', words);
}

/**
 * Makes an agent, in its first version.
 *
 * @throws MaestroError `name-taken`, also by one that is deleted
 */
export async function createAgent(
  tx: TenantTx,
  { name, draft, actor }: { name: string; draft: AgentDraft; actor: string },
): Promise<AgentRow> {
  checkAgentName(name);
  const { templateId, templateVersion } = await publish(tx, draft, actor);
  const id = newId();
  if (!(await insertAgent(tx, { id, name, templateId, createdBy: actor })))
    throw faultAt('name-taken', '/name', 'There is, or was, an agent of that name.');
  await addVersion(tx, { agentId: id, version: 1, templateVersion, draft, actor });
  return getAgent(tx, formatId('agt', id));
}

/** The agent that an id (`agt_…`) or a name means. @throws MaestroError `not-found` */
export async function getAgent(
  tx: TenantTx,
  reference: string,
  options: { lock: boolean } = { lock: false },
): Promise<AgentRow> {
  const id = parseId('agt', reference);
  const by = id ? { id } : form.test(reference) ? { name: reference } : null;
  const row = by && (await findAgent(tx, by, options));
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such agent.');
}

/** What a change leaves of the configuration of before: a field that is null falls away. */
export function changedConfiguration(row: AgentRow, changes: JsonObject): JsonObject {
  const merged = { ...row.configuration, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Adds a version to an agent that is locked. What says nothing new adds none. */
export async function changeAgent(
  tx: TenantTx,
  row: AgentRow,
  { draft, actor }: { draft: AgentDraft; actor: string },
): Promise<AgentRow> {
  if (canonicalJson(row.configuration) === canonicalJson(draft.configuration as JsonObject)) return row;
  const { templateVersion } = await publish(tx, draft, actor);
  await addVersion(tx, { agentId: row.id, version: row.version + 1, templateVersion, draft, actor });
  return getAgent(tx, formatId('agt', row.id));
}

/** Hides an agent that is locked: nobody calls it any more. Its runs stay, and go on. */
export async function removeAgent(tx: TenantTx, row: AgentRow, actor: string): Promise<void> {
  await hideAgent(tx, row.id);
  const detail = { name: row.name };
  await recordAudit(tx, { actor, action: 'agent.deleted', subject: formatId('agt', row.id), detail });
}

async function publish(tx: TenantTx, { templateName, plan, contentHash, source }: AgentDraft, actor: string) {
  const content = {
    name: templateName,
    plan,
    contentHash,
    source,
    format: 'json' as const,
    createdBy: actor,
  };
  const { template } = await publishTemplate(tx, content);
  return { templateId: template.id, templateVersion: template.version };
}

interface Added {
  agentId: string;
  version: number;
  templateVersion: number;
  draft: AgentDraft;
  actor: string;
}

async function addVersion(tx: TenantTx, { agentId, version, templateVersion, draft, actor }: Added) {
  const configuration = draft.configuration as JsonObject;
  await addAgentVersion(tx, { agentId, version, configuration, templateVersion, createdBy: actor });
  const { model, tools = [], template = null } = draft.configuration;
  await recordAudit(tx, {
    ...{
      actor,
      action: version === 1 ? 'agent.created' : 'agent.changed',
      subject: formatId('agt', agentId),
    },
    detail: { version, template_version: templateVersion, model: model?.model ?? null, tools, template },
  });
}
