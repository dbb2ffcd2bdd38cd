import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const list = statement('list_toolsets');

export const toolsetKinds = ['openapi', 'mcp'] as const;
export type ToolsetKind = (typeof toolsetKinds)[number];

/** A tool as its toolset lists it. */
export interface ListedTool {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  input_schema: JsonObject;
  side_effects: boolean;
  /** Of what its owner has seen: name, description and schema as the server or the document gave them. */
  digest: string;
  /** Of a tool that is an operation: what is sent. */
  operation?: HttpOperation;
}

/** One operation of an OpenAPI document. */
export interface HttpOperation {
  method: string;
  /** With `{name}` for each parameter of the path. */
  path: string;
  parameters: readonly { name: string; in: 'path' | 'query' | 'header'; argument: string }[];
  /** The argument that is sent as JSON body. */
  body: string | null;
  /** Where the credential of the toolset goes; null where the operation needs none. */
  security: CredentialPlace | null;
}

/** Where a credential is put. */
export type CredentialPlace =
  { kind: 'bearer' } | { kind: 'basic' } | { kind: 'header' | 'query' | 'cookie'; name: string };

export interface NewToolset {
  id: string;
  name: string;
  kind: ToolsetKind;
  /** Base address of the operations, or address of the server. */
  url: string;
  /** Name of the secret that calls carry. */
  secret: string | null;
  /** Of a server: where the secret goes. Operations say so themselves. */
  placement: CredentialPlace | null;
  /** Tools of which the owner says that they change nothing, whatever their listing makes of them. */
  readOnly: readonly string[];
  tools: readonly ListedTool[];
  /** Of `tools`. */
  digest: string;
  createdBy: string;
}

export interface ToolsetRow extends NewToolset {
  /** A later listing that nobody has approved yet. */
  proposed: { tools: ListedTool[]; digest: string; url: string } | null;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** By name. */
export async function listToolsets(tx: TenantTx): Promise<ToolsetRow[]> {
  return tx.query<ToolsetRow>(list.text, [tx.tenantId, null]);
}

export async function findToolsets(tx: TenantTx, names: readonly string[]): Promise<ToolsetRow[]> {
  return tx.query<ToolsetRow>(list.text, [tx.tenantId, names]);
}

/** The toolset, held until the transaction ends; null where there is none of this name. */
export async function lockToolset(tx: TenantTx, name: string): Promise<ToolsetRow | null> {
  const held = await tx.query(
    'SELECT id FROM maestro_toolsets WHERE tenant_id = $1 AND name = $2 FOR NO KEY UPDATE',
    [tx.tenantId, name],
  );
  return held.length === 0 ? null : ((await findToolsets(tx, [name]))[0] ?? null);
}

/** @returns false where the name is taken */
export async function insertToolset(tx: TenantTx, toolset: NewToolset): Promise<boolean> {
  const { id, name, kind, url, secret, placement, readOnly, tools, digest, createdBy } = toolset;
  const rows = await tx.query(
    `INSERT INTO maestro_toolsets (tenant_id, id, name, kind, url, secret, placement, read_only, tools, digest, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (tenant_id, name) DO NOTHING
     RETURNING id`,
    [
      ...[tx.tenantId, id, name, kind, url, secret],
      ...[placement && JSON.stringify(placement), readOnly, JSON.stringify(tools), digest, createdBy],
    ],
  );
  return rows.length > 0;
}

/** Keeps a listing that differs from the approved one; null forgets it. */
export async function proposeTools(
  tx: TenantTx,
  id: string,
  proposed: ToolsetRow['proposed'],
): Promise<void> {
  await tx.query(
    `UPDATE maestro_toolsets SET proposed = $3, revision = revision + 1, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, proposed && JSON.stringify(proposed)],
  );
}

/** From now on these are its tools. */
export async function approveTools(
  tx: TenantTx,
  id: string,
  { tools, digest, url }: { tools: readonly ListedTool[]; digest: string; url: string },
): Promise<void> {
  await tx.query(
    `UPDATE maestro_toolsets
     SET tools = $3, digest = $4, url = $5, proposed = NULL, revision = revision + 1, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, JSON.stringify(tools), digest, url],
  );
}

export async function deleteToolset(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM maestro_toolsets WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id]);
}
