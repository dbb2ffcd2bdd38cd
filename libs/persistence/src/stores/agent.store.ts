import type { JsonObject } from '@maestro/dsl';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

/** An agent in one of its versions. */
export interface AgentRow {
  id: string;
  name: string;
  version: number;
  configuration: JsonObject;
  /** What its runs play. */
  templateId: string;
  templateVersion: number;
  /** Of the agent. */
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface AgentVersionRow {
  version: number;
  configuration: JsonObject;
  templateVersion: number;
  createdBy: string;
  createdAt: Date;
}

export interface NewAgentVersion {
  agentId: string;
  version: number;
  configuration: JsonObject;
  templateVersion: number;
  createdBy: string;
}

const COLUMNS = `a.id, a.name, v.version, v.configuration, a.template_id AS "templateId", v.template_version AS "templateVersion",
  a.created_by AS "createdBy", a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;
const LATEST = `FROM maestro_agents a
  JOIN maestro_agent_versions v ON v.tenant_id = a.tenant_id AND v.agent_id = a.id AND v.version = a.latest_version
  WHERE a.tenant_id = $1 AND a.deleted_at IS NULL`;
const FIND = `SELECT ${COLUMNS} ${LATEST} AND (a.id = $2::uuid OR a.name = $3::text)`;
const LIST = `SELECT ${COLUMNS} ${LATEST} AND a.name > $2
  AND ($3::text IS NULL OR v.configuration -> 'tags' ? $3) ORDER BY a.name LIMIT $4`;
const INSERT = `INSERT INTO maestro_agents (tenant_id, id, name, template_id, latest_version, created_by)
  VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id`;
const ADD = `INSERT INTO maestro_agent_versions (tenant_id, agent_id, version, configuration, template_version, created_by)
  VALUES ($1, $2, $3, $4, $5, $6)`;
const POINT =
  'UPDATE maestro_agents SET latest_version = $3, updated_at = maestro_now() WHERE tenant_id = $1 AND id = $2';
const HIDE =
  'UPDATE maestro_agents SET deleted_at = maestro_now(), updated_at = maestro_now() WHERE tenant_id = $1 AND id = $2';
const VERSIONS = `SELECT version, configuration, template_version AS "templateVersion", created_by AS "createdBy",
    created_at AS "createdAt"
  FROM maestro_agent_versions WHERE tenant_id = $1 AND agent_id = $2 AND ($3::int IS NULL OR version < $3)
  ORDER BY version DESC LIMIT $4`;

/** The agent in its latest version, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findAgent(
  tx: TenantTx,
  by: { id: string } | { name: string },
  { lock }: { lock: boolean } = { lock: false },
): Promise<AgentRow | null> {
  const values = 'id' in by ? [tx.tenantId, by.id, null] : [tx.tenantId, null, by.name];
  const [row] = await tx.query<AgentRow>(lock ? `${FIND} FOR NO KEY UPDATE OF a` : FIND, values);
  return row ?? null;
}

/** By name; `tag` keeps to those that bear it. */
export async function listAgents(
  tx: TenantTx,
  { after, tag, limit }: { after: string | null; tag: string | null; limit: number },
): Promise<Page<AgentRow>> {
  return pageOf(await tx.query<AgentRow>(LIST, [tx.tenantId, after ?? '', tag, limit + 1]), limit);
}

/** Newest first. */
export async function listAgentVersions(
  tx: TenantTx,
  { agentId, before, limit }: { agentId: string; before: number | null; limit: number },
): Promise<Page<AgentVersionRow>> {
  const values = [tx.tenantId, agentId, before, limit + 1];
  return pageOf(await tx.query<AgentVersionRow>(VERSIONS, values), limit);
}

/** False where the name is taken, also by an agent that is deleted. */
export async function insertAgent(
  tx: TenantTx,
  { id, name, templateId, createdBy }: { id: string; name: string; templateId: string; createdBy: string },
): Promise<boolean> {
  return (await tx.query(INSERT, [tx.tenantId, id, name, templateId, createdBy])).length > 0;
}

/** Adds a version, and makes it the one that is called where none is named. The agent must be locked, or new. */
export async function addAgentVersion(tx: TenantTx, given: NewAgentVersion): Promise<void> {
  const { agentId, version, configuration, templateVersion, createdBy } = given;
  const values = [tx.tenantId, agentId, version, JSON.stringify(configuration), templateVersion, createdBy];
  await tx.query(ADD, values);
  await tx.query(POINT, [tx.tenantId, agentId, version]);
}

/** Takes an agent out of sight. */
export async function hideAgent(tx: TenantTx, id: string): Promise<void> {
  await tx.query(HIDE, [tx.tenantId, id]);
}
