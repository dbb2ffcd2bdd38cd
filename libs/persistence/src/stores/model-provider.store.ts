import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

const served = statement('served_models');

/** What of a provider may change. */
export interface ModelProviderFields {
  baseUrl: string | null;
  secret: string | null;
  region: string | null;
  dataClasses: readonly string[];
  models: readonly JsonObject[];
  rules: readonly JsonObject[];
  stream: boolean;
  enabled: boolean;
}

export interface ModelProviderRow extends ModelProviderFields {
  name: string;
  kind: 'openai' | 'anthropic' | 'rules';
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Nano-dollars. */
export interface ModelPrice {
  input_nanos: number;
  output_nanos: number;
  call_nanos: number;
}

/** A provider as attempts see it, and by model what the priced ones cost. */
export interface ServedProvider {
  name: string;
  kind: ModelProviderRow['kind'];
  base_url: string | null;
  secret: string | null;
  region: string | null;
  data_classes: string[];
  models: JsonObject[];
  rules: JsonObject[];
  stream: boolean;
  prices: Record<string, ModelPrice>;
}

const COLUMNS = `name, kind, base_url AS "baseUrl", secret, region, data_classes AS "dataClasses", models, rules, stream, enabled,
  created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;
const FIND = `SELECT ${COLUMNS} FROM maestro_model_providers WHERE tenant_id = $1 AND name = $2`;
const LIST = `SELECT ${COLUMNS} FROM maestro_model_providers WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3`;
const INSERT = `INSERT INTO maestro_model_providers (tenant_id, name, base_url, secret, region, data_classes, models, rules, stream,
    enabled, kind, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const UPDATE = `UPDATE maestro_model_providers SET base_url = $3, secret = $4, region = $5, data_classes = $6, models = $7,
    rules = $8, stream = $9, enabled = $10, updated_at = maestro_now()
  WHERE tenant_id = $1 AND name = $2 RETURNING ${COLUMNS}`;

/** The provider, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findModelProvider(
  tx: TenantTx,
  name: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<ModelProviderRow | null> {
  const text = lock ? `${FIND} FOR UPDATE` : FIND;
  return (await tx.query<ModelProviderRow>(text, [tx.tenantId, name]))[0] ?? null;
}

export async function listModelProviders(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<ModelProviderRow>> {
  return pageOf(await tx.query<ModelProviderRow>(LIST, [tx.tenantId, after ?? '', limit + 1]), limit);
}

/** The new provider; null where there is one of that name. */
export async function insertModelProvider(
  tx: TenantTx,
  fields: ModelProviderFields & Pick<ModelProviderRow, 'name' | 'kind' | 'createdBy'>,
): Promise<ModelProviderRow | null> {
  const values = [...valuesOf(tx, fields.name, fields), fields.kind, fields.createdBy];
  return (await tx.query<ModelProviderRow>(INSERT, values))[0] ?? null;
}

/** Writes all fields of a provider that the transaction has locked. */
export async function updateModelProvider(
  tx: TenantTx,
  name: string,
  fields: ModelProviderFields,
): Promise<ModelProviderRow | null> {
  return (await tx.query<ModelProviderRow>(UPDATE, valuesOf(tx, name, fields)))[0] ?? null;
}

export async function deleteModelProvider(tx: TenantTx, name: string): Promise<void> {
  await tx.query('DELETE FROM maestro_model_providers WHERE tenant_id = $1 AND name = $2', [
    tx.tenantId,
    name,
  ]);
}

/** What the tenant's attempts may ask now. */
export async function readServedModels(
  tx: TenantTx,
): Promise<{ allow: string[]; providers: ServedProvider[] }> {
  const [row] = await tx.query<{ allow: string[]; providers: ServedProvider[] }>(served.text, [tx.tenantId]);
  return row ?? { allow: [], providers: [] };
}

function valuesOf(tx: TenantTx, name: string, fields: ModelProviderFields): unknown[] {
  const { baseUrl, secret, region, dataClasses, models, rules, stream, enabled } = fields;
  return [
    ...[tx.tenantId, name, baseUrl, secret, region, dataClasses],
    ...[JSON.stringify(models), JSON.stringify(rules), stream, enabled],
  ];
}
