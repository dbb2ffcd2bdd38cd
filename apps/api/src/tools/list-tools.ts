import type { JsonObject } from '@maestro/dsl';
import { createEgress } from '@maestro/egress';
import { getTenant, type CredentialPlace, type ToolsetKind } from '@maestro/persistence';
import { MaestroError, type FieldProblem, type ProblemCode } from '@maestro/problems';
import { revealToPerson } from '@maestro/secrets';
import type { Principal } from '@maestro/tenancy';
import { importOpenApi, listMcpTools, readAddress, type Listing } from '@maestro/tools';
import type { Connections } from '../connections';
import { permit } from '../policies/permit';

/** Where a listing comes from. */
export interface ListingSource {
  kind: ToolsetKind;
  url: string | null;
  document: JsonObject | null;
  secret: string | null;
  placement: CredentialPlace | null;
  readOnly: readonly string[];
}

const LISTING_MS = 15_000;
const LISTING_BYTES = 4 * 1024 * 1024;

/**
 * What a document or a server lists now. A server is asked over the tenant's own way out, as its runs will.
 *
 * @throws MaestroError
 */
export async function listTools(
  connections: Connections,
  principal: Principal,
  source: ListingSource,
): Promise<Listing> {
  return source.kind === 'openapi' ? fromDocument(source) : fromServer(connections, principal, source);
}

function fromDocument({ url, document, readOnly }: ListingSource): Listing {
  if (document === null)
    throw fault('missing-field', '/document', 'A toolset of this kind is made of a document.');
  const { tools, skipped, url: own } = importOpenApi(document, readOnly);
  const base = url ?? own;
  if (base === null)
    throw fault('missing-field', '/url', 'The document names no server of its own: say where calls go.');
  return { url: readAddress(base), tools, skipped };
}

async function fromServer(
  connections: Connections,
  principal: Principal,
  { url, document, secret, placement, readOnly }: ListingSource,
): Promise<Listing> {
  if (document !== null) throw fault('conflicting-fields', '/document', 'A server lists its tools itself.');
  if (url === null) throw fault('missing-field', '/url', 'Say where the server is.');
  const address = readAddress(url);
  const { tenants } = connections;
  const { tenantId } = principal;
  await permitAsking(connections, principal, { address, secret });
  const value = secret === null ? null : (await revealToPerson(connections, tenantId, secret)).reveal();
  const { egressAllow } = await tenants.withTenant(tenantId, getTenant);
  const egress = createEgress({ allow: egressAllow, closed: connections.closed });
  const around = { egress, secret: value, signal: AbortSignal.timeout(LISTING_MS), timeoutMs: LISTING_MS };
  try {
    const listed = await listMcpTools(
      { url: address, placement },
      { ...around, maxBytes: LISTING_BYTES },
      readOnly,
    );
    return { ...listed, url: address };
  } finally {
    await egress.close();
  }
}

/**
 * A person that has a server asked is under the same rules as a run that calls it.
 *
 * @throws MaestroError `policy-denied`
 */
export async function permitAsking(
  { policies }: Connections,
  principal: Principal,
  { address, secret }: { address: string; secret: string | null },
): Promise<void> {
  const { tenantId } = principal;
  const { protocol, hostname, port, pathname } = new URL(address);
  const scheme = protocol.slice(0, -1);
  const number = Number(port) || (scheme === 'https' ? 443 : 80);
  const id = `${hostname}:${number}`;
  const attributes = { scheme, host: hostname, port: number, method: 'POST', path: pathname };
  if (await policies.governs(tenantId, 'egress:connect'))
    await permit(policies, principal, {
      ...{ action: 'egress:connect', resource: { type: 'Address', id, attributes } },
      what: `${id} may not be reached`,
    });
  if (secret !== null && (await policies.governs(tenantId, 'secret:use')))
    await permit(policies, principal, {
      ...{ action: 'secret:use', resource: { type: 'secret', id: secret, attributes: { name: secret } } },
      what: `The secret "${secret}" may not be used`,
    });
}

/** A refusal that points at a field. */
export function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  const errors: FieldProblem[] = [{ pointer, code, message }];
  return new MaestroError(code, message, { errors });
}
