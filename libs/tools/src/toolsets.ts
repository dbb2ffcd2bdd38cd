import type { JsonObject } from '@maestro/dsl';
import {
  approveTools,
  deleteToolset,
  insertToolset,
  listToolsets,
  lockToolset,
  newId,
  proposeTools,
  recordAudit,
  type CredentialPlace,
  type ListedTool,
  type TenantTx,
  type ToolsetKind,
  type ToolsetRow,
} from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { compareListings, differs, listingDigest } from './listing';

/** What a document or a server lists at one moment. */
export interface Listing {
  url: string;
  tools: ListedTool[];
  skipped: { operation: string; reason: string }[];
}

export interface ToolsetToMake {
  name: string;
  kind: ToolsetKind;
  secret: string | null;
  placement: CredentialPlace | null;
  readOnly: readonly string[];
}

const MAX_TOOLSETS = 200;

/** An address that calls may go to, as it is kept. @throws MaestroError `validation-failed`, `unsupported-scheme` */
export function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw faulty('/url', 'This is no address.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new MaestroError('unsupported-scheme', 'Tools are called over http and https.', {
      errors: [{ pointer: '/url', code: 'unsupported-scheme', message: 'Use http or https.' }],
    });
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw faulty('/url', 'An address has neither credentials nor a fragment: name a secret.');
  return text;
}

/** Makes a toolset with the tools that it lists now: who makes it approves them. @throws MaestroError */
export async function makeToolset(
  tx: TenantTx,
  { wanted, listing, actor }: { wanted: ToolsetToMake; listing: Listing; actor: string },
): Promise<void> {
  const { url, tools } = listing;
  if (tools.length === 0) throw faulty('', `Nothing of it is a tool: ${reasons(listing)}.`);
  const strange = wanted.readOnly.findIndex((name) => !tools.some((tool) => tool.name === name));
  if (strange >= 0) throw faulty(`/read_only/${strange}`, 'There is no such tool.');
  if ((await listToolsets(tx)).length >= MAX_TOOLSETS)
    throw new MaestroError('limit-exceeded', `A tenant has at most ${MAX_TOOLSETS} toolsets.`);
  const digest = listingDigest(url, tools);
  const made = await insertToolset(tx, { ...wanted, url, tools, digest, id: newId(), createdBy: actor });
  if (!made) throw new MaestroError('name-taken', 'There is a toolset of this name.');
  const detail = { kind: wanted.kind, url, tools: tools.length, digest, read_only: [...wanted.readOnly] };
  await recordAudit(tx, { actor, action: 'toolset.created', subject: wanted.name, detail });
}

/** What a later listing changes. */
export interface Changes {
  added: string[];
  removed: string[];
  changed: string[];
}

/** Puts a later listing beside the approved one; where they are the same, whatever was proposed is forgotten. */
export async function proposeListing(
  tx: TenantTx,
  { toolset, listing, actor }: { toolset: ToolsetRow; listing: Listing; actor: string },
): Promise<Changes> {
  const { url, tools } = listing;
  if (tools.length === 0) throw faulty('', `Nothing of it is a tool: ${reasons(listing)}.`);
  const digest = listingDigest(url, tools);
  const same = digest === toolset.digest;
  await proposeTools(tx, toolset.id, same ? null : { tools, digest, url });
  const changes = compareListings(toolset.tools, tools);
  const detail = { digest, same, changed: changes.changed.length, added: changes.added.length };
  await recordAudit(tx, { actor, action: 'toolset.refreshed', subject: toolset.name, detail });
  return changes;
}

/** A run has seen that a server lists something else: that is proposed as if somebody had asked for it, unless it stands there by now. */
export async function noticeListing(
  tx: TenantTx,
  { name, listing, actor }: { name: string; listing: Listing; actor: string },
): Promise<void> {
  const toolset = await lockToolset(tx, name);
  if (!toolset || toolset.url !== listing.url || !differs(toolset.proposed ?? toolset, listing)) return;
  await proposeListing(tx, { toolset, listing, actor });
}

/** From now on the proposed tools are those of the toolset. @throws MaestroError `digest-mismatch` */
export async function approveListing(
  tx: TenantTx,
  { toolset, digest, actor }: { toolset: ToolsetRow; digest: string; actor: string },
): Promise<void> {
  const { proposed } = toolset;
  if (proposed?.digest !== digest)
    throw new MaestroError('digest-mismatch', 'This is not what is proposed: read the toolset again.');
  await approveTools(tx, toolset.id, proposed);
  const detail: JsonObject = { digest, before: toolset.digest };
  await recordAudit(tx, { actor, action: 'toolset.approved', subject: toolset.name, detail });
}

/** Templates that name its tools keep running, and are told that there are none. */
export async function removeToolset(tx: TenantTx, { id, name }: ToolsetRow, actor: string): Promise<void> {
  await deleteToolset(tx, id);
  await recordAudit(tx, { actor, action: 'toolset.deleted', subject: name, detail: {} });
}

function reasons({ skipped }: Listing): string {
  const [first] = skipped;
  return first ? `${first.operation}: ${first.reason}` : 'it lists none';
}

function faulty(pointer: string, message: string): MaestroError {
  const errors: FieldProblem[] = [{ pointer, code: 'validation-failed', message }];
  return new MaestroError('validation-failed', message, { errors });
}
