import { Readable } from 'node:stream';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { exportChain, verifyChain } from '@maestro/governance';
import { CurrentPrincipal, cursor, limit, text, type ParametersOf } from '@maestro/nest-kit';
import {
  listAudit,
  listSigningKeys,
  parseId,
  type AuditPosition,
  type AuditRowView,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import {
  AuditEntryDto,
  AuditKeysDto,
  AuditLineDto,
  AuditList,
  AuditVerdictDto,
  showEntry,
} from './audit.dto';

const word = (description: string) =>
  text({
    parse: (value) => (value.length >= 1 && value.length <= 512 ? value : null),
    expects: 'a text of 1 to 512 characters',
    description,
    code: 'invalid-filter',
  });
const instant = (description: string) =>
  text({
    parse: (value) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
      !Number.isNaN(Date.parse(value))
        ? new Date(value)
        : null,
    expects: 'a time in RFC 3339, such as 2026-01-01T00:00:00Z',
    description,
    code: 'invalid-filter',
  });
const seq = (description: string) =>
  text({
    parse: (value) => (/^[1-9][0-9]{0,14}$/.test(value) ? Number(value) : null),
    expects: 'the number of a record, from 1',
    description,
  });

const listQuery = {
  actor: word('Only what this actor did.'),
  action: word('Only this action.'),
  subject: word('Only what was done to this: a run, by its id, or another subject.'),
  from: instant('Only what was done at this time or later.'),
  to: instant('Only what was done before this time.'),
  limit: limit({ max: 500, fallback: 50 }),
  after: cursor(),
};
const exportQuery = { from: seq('The first record; the beginning of the chain unless given.') };
const verifyQuery = { ...exportQuery, to: seq('The last record; the head of the chain unless given.') };

@ApiTags('audit')
@Controller('api/audit')
export class AuditController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listAudit',
    summary: 'See who did what',
    description:
      'Changes by people and keys, refusals of policy, and what was done to runs; the newest first.',
    access: 'audit:read',
    answers: { 200: { type: AuditList, description: 'Entries of the audit trail.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<AuditEntryDto>> {
    const listing = { list: 'audit', keyOf: ({ xid, source, id }: AuditRowView) => `${xid}.${source}.${id}` };
    const before = beforeIn(positionIn(listing.list, query.after));
    const runId = query.subject === null ? null : parseId('run', query.subject);
    const found = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listAudit(tx, { ...query, runId, before }),
    );
    return listed(found, listing, showEntry);
  }

  @Get('export')
  @Operation({
    id: 'exportAudit',
    summary: 'Take the audit chain along',
    description:
      'JSON lines: the records, the rows that they stand for, signed heads and the public keys. ' +
      'Verified without a server by `maestro audit verify`.',
    access: 'audit:read',
    answers: {
      200: { type: AuditLineDto, description: 'The chain, line by line.', also: 'application/x-ndjson' },
    },
  })
  async export(
    @ThisExchange() { principal, reply }: Exchange,
    @Query(exportQuery) { from }: ParametersOf<typeof exportQuery>,
  ): Promise<Readable> {
    const lines = exportChain(this.connections.tenants, {
      tenantId: principal.tenantId,
      from: from ?? 1,
      to: null,
    });
    // What is wrong with the request is said before the stream begins.
    const first = await lines.next();
    reply.headers({ 'Content-Type': 'application/x-ndjson' });
    return Readable.from(ended(first.value as string, lines), { objectMode: false });
  }

  @Get('verify')
  @Operation({
    id: 'verifyAudit',
    summary: 'Check the audit chain',
    description:
      'Hashes everything again, and names the first record that is bad. Takes longer the longer the chain is.',
    access: 'audit:read',
    answers: { 200: { type: AuditVerdictDto, description: 'What was found.' } },
  })
  async verify(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(verifyQuery) { from, to }: ParametersOf<typeof verifyQuery>,
  ): Promise<AuditVerdictDto> {
    if (to !== null && to < (from ?? 1))
      throw new MaestroError('invalid-parameter', '`to` must not be less than `from`.');
    return verifyChain(this.connections.tenants, { tenantId, from: from ?? 1, to });
  }

  @Get('keys')
  @Operation({
    id: 'listAuditKeys',
    summary: 'Read the public keys of your audit chain',
    access: 'run:read',
    answers: { 200: { type: AuditKeysDto, description: 'The keys.' } },
  })
  async keys(@CurrentPrincipal() { tenantId }: Principal): Promise<AuditKeysDto> {
    const keys = await this.connections.tenants.withTenant(tenantId, listSigningKeys);
    return { keys: keys.map(({ id, publicKey }) => ({ id, public_key: publicKey })) };
  }
}

async function* ended(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield `${first}\n`;
  for await (const line of rest) yield `${line}\n`;
}

/** @throws MaestroError `invalid-cursor` */
function beforeIn(key: string | null): AuditPosition | null {
  if (key === null) return null;
  const match = /^(\d{1,20})\.([01])\.(\d{1,19})$/.exec(key);
  if (!match) throw new MaestroError('invalid-cursor', 'The cursor is not one that this list gave.');
  return { xid: match[1] as string, source: Number(match[2]), id: match[3] as string };
}
