import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import { parseId, type TenantTx } from '@maestro/persistence';
import { listHooks, type HookRow } from '@maestro/persistence/webhooks';
import type { Principal } from '@maestro/tenancy';
import {
  changeHook,
  createHook,
  getHook,
  removeHook,
  rotateHookSecret,
  type MadeHook,
} from '@maestro/webhooks';
import { CONNECTIONS, type Connections } from '../connections';
import { AnswerNotKept } from '../http/answer-not-kept.decorator';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { OVERLAP_S } from '../webhooks/webhook.dto';
import { HookBody, HookChanges, HookDto, HookList, NewHookDto, RotateHookBody, showHook } from './hook.dto';

const listing = { list: 'hooks', keyOf: ({ id }: HookRow) => id };
const listQuery = { limit: limit({ max: 100, fallback: 50 }), after: cursor() };
const moving = ['etag'];

/** Addresses that take what others tell. */
@ApiTags('webhooks')
@Controller('api/hooks')
export class HooksController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listHooks',
    summary: 'List hooks',
    access: 'webhook:read',
    answers: { 200: { type: HookList, description: 'Hooks, oldest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<HookDto>> {
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, (tx) => listHooks(tx, { after, limit: query.limit }));
    return listed(page, listing, (row) => showHook(tenantId, row));
  }

  @Post()
  @AnswerNotKept()
  @Operation({
    id: 'createHook',
    summary: 'Make an address that takes what others tell',
    description: 'It is off until somebody switches it on. A secret that we make is shown this once.',
    access: 'webhook:write',
    answers: { 201: { type: NewHookDto, description: 'The hook, with its secret.' } },
  })
  async create(
    @Body() { name, verifier, secret, match = '', mapping = {} }: HookBody,
    @ThisExchange() { principal: { tenantId, actor }, reply }: Exchange,
  ): Promise<NewHookDto> {
    const fields = { name, match: match || null, mapping };
    const made = await this.tx(tenantId, (tx) =>
      createHook(this.connections.secrets, tx, { fields, verifier, secret, actor }),
    );
    const shown = showMade(tenantId, made);
    reply.header('Location', `/api/hooks/${shown.id}`);
    return shown;
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getHook',
    summary: 'Read a hook',
    access: 'webhook:read',
    answers: { 200: { type: HookDto, description: 'The hook, without its secret.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<HookDto> {
    return showHook(tenantId, await this.tx(tenantId, (tx) => getHook(tx, parseId('hok', id))));
  }

  @Patch(':id')
  @Tagged({ moving })
  @Operation({
    id: 'updateHook',
    summary: 'Change a hook, or switch it on or off',
    access: 'webhook:write',
    answers: { 200: { type: HookDto, description: 'The hook as it is now.' } },
  })
  async update(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Body() { match, ...plain }: HookChanges,
  ): Promise<HookDto> {
    const { tenantId, actor } = exchange.principal;
    const changes = { ...plain, ...(match === undefined ? {} : { match: match || null }) };
    const row = await this.locked(exchange, id, (tx, row) => changeHook(tx, row, { changes, actor }));
    return showHook(tenantId, row);
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged({ moving })
  @Operation({
    id: 'deleteHook',
    summary: 'Forget a hook',
    description: 'With its secrets. What it received stays, and so do runs.',
    access: 'webhook:write',
    answers: { 200: { type: HookDto, description: 'The hook as it was.' } },
  })
  async remove(@ThisExchange() exchange: Exchange, @Param('id') id: string): Promise<HookDto> {
    const { tenantId, actor } = exchange.principal;
    return this.locked(exchange, id, async (tx, row) => {
      await removeHook(tx, row, actor);
      return showHook(tenantId, row);
    });
  }

  @Post(':id/rotate-secret')
  @AnswerNotKept()
  @HttpCode(200)
  @Operation({
    id: 'rotateHookSecret',
    summary: 'Give a hook another secret',
    description: 'For a while both count. One that we make is shown this once.',
    access: 'webhook:write',
    answers: { 200: { type: NewHookDto, description: 'The hook, with its new secret.' } },
  })
  async rotate(
    @ThisExchange() { principal: { tenantId, actor } }: Exchange,
    @Param('id') id: string,
    @Body() { secret, overlap_s: overlapSeconds = OVERLAP_S }: RotateHookBody,
  ): Promise<NewHookDto> {
    const made = await this.tx(tenantId, async (tx) => {
      const row = await getHook(tx, parseId('hok', id), true);
      return rotateHookSecret(this.connections.secrets, tx, { row, secret, overlapSeconds, actor });
    });
    return showMade(tenantId, made);
  }

  private locked<T>(
    { principal, precondition }: Exchange,
    id: string,
    work: (tx: TenantTx, row: HookRow) => Promise<T>,
  ): Promise<T> {
    return this.tx(principal.tenantId, async (tx) => {
      const row = await getHook(tx, parseId('hok', id), true);
      precondition.check(showHook(principal.tenantId, row));
      return work(tx, row);
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function showMade(tenantId: string, { row, secret }: MadeHook): NewHookDto {
  return { ...showHook(tenantId, row), secret };
}
