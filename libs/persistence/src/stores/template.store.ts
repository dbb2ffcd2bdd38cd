import type { Plan } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const createTemplate = statement('create_template');
const lockTemplateByName = statement('lock_template');
const findVersion = statement('find_template_version');
const addVersion = statement('add_template_version');
const setLatest = statement('set_latest_version');

export interface NewTemplateVersion {
  contentHash: string;
  format: 'json' | 'yaml';
  source: string;
  plan: Plan;
  createdBy: string;
}

/**
 * Takes a name for a new template. False where the name is taken, also by a transaction that was still open when
 * this one asked: then it waited for the other's end.
 */
export async function insertTemplate(tx: TenantTx, id: string, name: string): Promise<boolean> {
  const rows = await tx.query(createTemplate.text, [tx.tenantId, id, name]);
  return rows.length > 0;
}

/** The id behind a name, locked until the transaction ends: publishes of one name take turns. */
export async function lockTemplate(tx: TenantTx, name: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(lockTemplateByName.text, [tx.tenantId, name]);
  return row?.id ?? null;
}

/** The number of the version with this content, or null. */
export async function findVersionByContent(
  tx: TenantTx,
  templateId: string,
  contentHash: string,
): Promise<number | null> {
  const [row] = await tx.query<{ version: number }>(findVersion.text, [tx.tenantId, templateId, contentHash]);
  return row?.version ?? null;
}

/** Adds the next version and returns its number. The template must be locked or made by this transaction. */
export async function insertVersion(
  tx: TenantTx,
  templateId: string,
  version: NewTemplateVersion,
): Promise<number> {
  const { contentHash, format, source, plan, createdBy } = version;
  const values = [tx.tenantId, templateId, contentHash, format, source, JSON.stringify(plan), createdBy];
  const [row] = await tx.query<{ version: number }>(addVersion.text, values);
  return (row as { version: number }).version;
}

/** Makes a version the one that plays where none is named. Changes nothing where it is that already. */
export async function setLatestVersion(tx: TenantTx, templateId: string, version: number): Promise<void> {
  await tx.query(setLatest.text, [tx.tenantId, templateId, version]);
}
