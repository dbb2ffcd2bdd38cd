import type { Plan, PlanMetadata } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from './page';

const listStatement = statement('list_templates');
const findStatement = statement('find_template');
const locateStatement = statement('locate_template');
const versionsStatement = statement('list_template_versions');
const versionStatement = statement('read_template_version');
const versionExistsStatement = statement('template_version_exists');

export interface TemplateRow {
  id: string;
  name: string;
  /** The one that plays where none is named. */
  version: number;
  metadata: PlanMetadata;
  createdAt: Date;
  updatedAt: Date;
}

export interface TemplateVersionRow {
  version: number;
  contentHash: string;
  createdAt: Date;
  createdBy: string;
}

export interface TemplateVersionDetailRow extends TemplateVersionRow {
  format: 'json' | 'yaml';
  source: string;
  plan: Plan;
}

/** By name. `after` is the name of the last template that was shown. */
export async function listTemplates(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<TemplateRow>> {
  const rows = await tx.query<TemplateRow>(listStatement.text, [tx.tenantId, after ?? '', limit + 1]);
  return pageOf(rows, limit);
}

/** One template by its id or by its name. */
export async function findTemplate(
  tx: TenantTx,
  by: { id: string } | { name: string },
): Promise<TemplateRow | null> {
  const values = 'id' in by ? [tx.tenantId, by.id, null] : [tx.tenantId, null, by.name];
  const [row] = await tx.query<TemplateRow>(findStatement.text, values);
  return row ?? null;
}

/** The id of a template and the version that plays, by its id or by its name, without reading its plan. */
export async function locateTemplate(
  tx: TenantTx,
  by: { id: string } | { name: string },
): Promise<{ id: string; version: number } | null> {
  const values = 'id' in by ? [tx.tenantId, by.id, null] : [tx.tenantId, null, by.name];
  const [row] = await tx.query<{ id: string; version: number }>(locateStatement.text, values);
  return row ?? null;
}

/** Newest first. `before` is the number of the last version that was shown. */
export async function listTemplateVersions(
  tx: TenantTx,
  { templateId, before, limit }: { templateId: string; before: number | null; limit: number },
): Promise<Page<TemplateVersionRow>> {
  const values = [tx.tenantId, templateId, before, limit + 1];
  return pageOf(await tx.query<TemplateVersionRow>(versionsStatement.text, values), limit);
}

export async function findTemplateVersion(
  tx: TenantTx,
  templateId: string,
  version: number,
): Promise<TemplateVersionDetailRow | null> {
  const [row] = await tx.query<TemplateVersionDetailRow>(versionStatement.text, [
    tx.tenantId,
    templateId,
    version,
  ]);
  return row ?? null;
}

export async function templateVersionExists(
  tx: TenantTx,
  templateId: string,
  version: number,
): Promise<boolean> {
  const rows = await tx.query(versionExistsStatement.text, [tx.tenantId, templateId, version]);
  return rows.length > 0;
}
