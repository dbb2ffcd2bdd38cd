import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { endKey, issueKey, replaceSecret } from '@maestro/governance';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import { listApiKeys, findApiKey, lockApiKey, type ApiKeyRow, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { AnswerNotKept } from '../http/answer-not-kept.decorator';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import {
  ApiKeyBody,
  ApiKeyDto,
  ApiKeyList,
  NewApiKeyDto,
  RotateBody,
  RotatedApiKeyDto,
  showKey,
} from './key.dto';
import { readScopes, readTime } from './read-grant';

const listing = { list: 'api-keys', keyOf: ({ id }: ApiKeyRow) => id };
/** It changes whenever the key is used. */
const moving = ['last_used_at'];
const keyQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

@ApiTags('identity')
@Controller('api/api-keys')
export class KeysController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listApiKeys',
    summary: 'List API keys',
    access: 'key:read',
    answers: { 200: { type: ApiKeyList, description: 'Keys by id, those that work no more included.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(keyQuery) query: ParametersOf<typeof keyQuery>,
  ): Promise<Listed<ApiKeyDto>> {
    const after = positionIn(listing.list, query.after);
    const page = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listApiKeys(tx, { after, limit: query.limit }),
    );
    return listed(page, listing, showKey);
  }

  @Post()
  @AnswerNotKept()
  @Operation({
    id: 'createApiKey',
    summary: 'Make an API key',
    description: 'The key is shown in this answer and never again. It may no more than you.',
    access: 'key:write',
    answers: { 201: { type: NewApiKeyDto, description: 'The key, with what opens it.' } },
  })
  async create(@CurrentPrincipal() principal: Principal, @Body() body: ApiKeyBody): Promise<NewApiKeyDto> {
    const { name, role } = body;
    const request = {
      name,
      role,
      scopes: readScopes(body.scopes),
      expiresAt: readTime(body.expires_at, '/expires_at'),
    };
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const { id, key } = await issueKey(tx, principal, request);
      return { ...showKey(await find(tx, id)), key };
    });
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getApiKey',
    summary: 'Read an API key',
    access: 'key:read',
    answers: { 200: { type: ApiKeyDto, description: 'The key, without what opens it.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<ApiKeyDto> {
    return showKey(await this.connections.tenants.withTenant(tenantId, (tx) => find(tx, id)));
  }

  @Delete(':id')
  @Tagged({ moving })
  @Operation({
    id: 'revokeApiKey',
    summary: 'Revoke an API key',
    description:
      'It opens nothing within five seconds, and its open streams end. Doing it again changes nothing.',
    access: 'key:write',
    answers: { 200: { type: ApiKeyDto, description: 'The key as it is now.' } },
  })
  async revoke(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
  ): Promise<ApiKeyDto> {
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const row = await lockApiKey(tx, id);
      if (row) precondition.check(showKey(row));
      await endKey(tx, principal, id);
      return showKey(await find(tx, id));
    });
  }

  @Post(':id/rotate')
  @AnswerNotKept()
  @HttpCode(200)
  @Operation({
    id: 'rotateApiKey',
    summary: 'Give an API key another secret',
    description:
      'The new key is shown in this answer and never again. Whoever rotates a key answers for it from then on.',
    access: 'key:write',
    answers: { 200: { type: RotatedApiKeyDto, description: 'The key, with what opens it now.' } },
  })
  async rotate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: RotateBody,
  ): Promise<RotatedApiKeyDto> {
    const graceSeconds = body.grace_s ?? 0;
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const { key, previousUntil } = await replaceSecret(tx, principal, { id, graceSeconds });
      return { ...showKey(await find(tx, id)), key, previous_until: previousUntil?.toISOString() ?? null };
    });
  }
}

async function find(tx: TenantTx, id: string): Promise<ApiKeyRow> {
  const row = await findApiKey(tx, id);
  if (!row) throw new MaestroError('not-found', 'There is no such key.');
  return row;
}
