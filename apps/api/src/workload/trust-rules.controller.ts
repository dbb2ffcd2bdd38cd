import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { addTrustRule, endTrustRule } from '@maestro/governance';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { findTrustRule, listTrustRules, parseId, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { readScopes } from '../keys/read-grant';
import { showTrustRule, TrustRuleBody, TrustRuleDto, TrustRuleListDto } from './trust-rule.dto';

const DEFAULT_TTL_S = 900;

@ApiTags('identity')
@Controller('api/trust-rules')
export class TrustRulesController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listTrustRules',
    summary: 'List which machines are let in',
    access: 'key:read',
    answers: { 200: { type: TrustRuleListDto, description: 'The rules.' } },
  })
  async list(@CurrentPrincipal() { tenantId }: Principal): Promise<TrustRuleListDto> {
    const rows = await this.connections.tenants.withTenant(tenantId, (tx) => listTrustRules(tx));
    return { data: rows.map(showTrustRule) };
  }

  @Post()
  @Operation({
    id: 'createTrustRule',
    summary: 'Let machines in that an issuer vouches for',
    description: 'A rule does not change: remove it and make another one.',
    access: 'key:write',
    answers: { 201: { type: TrustRuleDto, description: 'The rule.' } },
  })
  async create(@CurrentPrincipal() principal: Principal, @Body() body: TrustRuleBody): Promise<TrustRuleDto> {
    const { name, issuer, audience = null, algorithm = 'RS256', conditions, role, ttl_s: ttl } = body;
    const request = { name, issuer, audience, algorithm, conditions, role, scopes: readScopes(body.scopes) };
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const id = await addTrustRule(tx, principal, { ...request, ttlSeconds: ttl ?? DEFAULT_TTL_S });
      return find(tx, id);
    });
  }

  @Get(':id')
  @Operation({
    id: 'getTrustRule',
    summary: 'Read a trust rule',
    access: 'key:read',
    answers: { 200: { type: TrustRuleDto, description: 'The rule.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TrustRuleDto> {
    return this.connections.tenants.withTenant(tenantId, (tx) => find(tx, ruleIn(id)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'removeTrustRule',
    summary: 'Let machines in no longer',
    description: 'What the rule has let in is out within five seconds.',
    access: 'key:write',
    answers: { 204: { description: 'The rule holds no longer.' } },
  })
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    const rule = ruleIn(id);
    await this.connections.tenants.withTenant(principal.tenantId, (tx) => endTrustRule(tx, principal, rule));
  }
}

async function find(tx: TenantTx, id: string): Promise<TrustRuleDto> {
  const row = await findTrustRule(tx, id);
  if (!row) throw noSuchRule();
  return showTrustRule(row);
}

function ruleIn(text: string): string {
  const id = parseId('tru', text);
  if (id === null) throw noSuchRule();
  return id;
}

function noSuchRule(): MaestroError {
  return new MaestroError('not-found', 'There is no such trust rule.');
}
