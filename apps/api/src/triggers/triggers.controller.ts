import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, words, type ParametersOf } from '@maestro/nest-kit';
import {
  firingsOfTrigger,
  firingStatuses,
  listTriggers,
  parseId,
  triggerKinds,
  type FiringRow,
  type OrchestraAuthor,
  type TenantTx,
  type TriggerRow,
} from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { changeTrigger, createTrigger, getTrigger, lockTrigger, removeTrigger } from '@maestro/triggers';
import { CONNECTIONS, type Connections } from '../connections';
import { FiringList, showFiring, type FiringDto } from '../events/event.dto';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { checkReady, targetIn } from './begun';
import { changesIn, triggerIn } from './read-trigger';
import { TriggerBody, TriggerChanges } from './trigger-body';
import { moving, showTrigger, TriggerDto, TriggerList } from './trigger.dto';

const listQuery = {
  on: words(triggerKinds, 'Only triggers on these.'),
  enabled: words(['true', 'false'], 'Only those that are on, or off.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};
const firingsQuery = {
  status: words(firingStatuses, 'Only firings with one of these statuses.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

/** What begins when something happens. */
@ApiTags('triggers')
@Controller('api/triggers')
export class TriggersController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listTriggers',
    summary: 'List triggers',
    access: 'trigger:read',
    answers: { 200: { type: TriggerList, description: 'Triggers by their age.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<TriggerDto>> {
    const listing = { list: 'triggers', keyOf: (row: TriggerRow) => row.id };
    const filter = {
      // Both words ask for everything, as none does.
      kind: query.on.length === 1 ? (query.on[0] ?? null) : null,
      enabled: query.enabled.length === 1 ? query.enabled[0] === 'true' : null,
      after: positionIn(listing.list, query.after),
      limit: query.limit,
    };
    return listed(await this.tx(tenantId, (tx) => listTriggers(tx, filter)), listing, showTrigger);
  }

  @Post()
  @Operation({
    id: 'createTrigger',
    summary: 'Make a trigger',
    description: 'It is off until somebody switches it on.',
    access: 'trigger:write',
    answers: { 201: { type: TriggerDto, description: 'The trigger.' } },
  })
  async create(
    @Body() body: TriggerBody,
    @ThisExchange() { principal, reply }: Exchange,
  ): Promise<TriggerDto> {
    const given = triggerIn(body);
    const row = await this.tx(principal.tenantId, async (tx) => {
      const target = await targetIn(tx, body);
      await checkReady(this.connections, tx, { ...given, ...target });
      return createTrigger(tx, { ...given, ...target }, authorOf(principal));
    });
    const shown = showTrigger(row);
    reply.header('Location', `/api/triggers/${shown.id}`);
    return shown;
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getTrigger',
    summary: 'Read a trigger',
    access: 'trigger:read',
    answers: { 200: { type: TriggerDto, description: 'The trigger.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TriggerDto> {
    return showTrigger(await this.tx(tenantId, (tx) => getTrigger(tx, parseId('trg', id))));
  }

  @Patch(':id')
  @Tagged({ moving })
  @Operation({
    id: 'updateTrigger',
    summary: 'Change a trigger, or switch it on or off',
    description: 'What it looks at and what it begins never change: make another trigger.',
    access: 'trigger:write',
    answers: { 200: { type: TriggerDto, description: 'The trigger as it is now.' } },
  })
  async update(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
    @Body() body: TriggerChanges,
  ): Promise<TriggerDto> {
    const row = await this.tx(principal.tenantId, async (tx) => {
      const row = await lockTrigger(tx, parseId('trg', id));
      precondition.check(showTrigger(row));
      const changes = changesIn(body, row.kind);
      const after = { ...row, ...changes };
      // What is only switched off need not be ready for anything.
      if (after.enabled || Object.keys(changes).some((name) => name !== 'enabled'))
        await checkReady(this.connections, tx, after);
      return changeTrigger(tx, row, { changes, author: authorOf(principal) });
    });
    return showTrigger(row);
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged({ moving })
  @Operation({
    id: 'deleteTrigger',
    summary: 'Delete a trigger',
    description: 'Nothing is begun by it any more. Its runs stay, and go on.',
    access: 'trigger:write',
    answers: { 200: { type: TriggerDto, description: 'The trigger as it was.' } },
  })
  async remove(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
  ): Promise<TriggerDto> {
    return this.tx(principal.tenantId, async (tx) => {
      const row = await lockTrigger(tx, parseId('trg', id));
      const was = showTrigger(row);
      precondition.check(was);
      await removeTrigger(tx, row, authorOf(principal));
      return was;
    });
  }

  @Get(':id/firings')
  @Operation({
    id: 'listFirings',
    summary: 'List what a trigger made of events',
    access: 'trigger:read',
    answers: { 200: { type: FiringList, description: 'Firings, the last first.' } },
  })
  async firings(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(firingsQuery) { status, after, limit }: ParametersOf<typeof firingsQuery>,
  ): Promise<Listed<FiringDto>> {
    return this.tx(tenantId, async (tx) => {
      const { id: triggerId } = await getTrigger(tx, parseId('trg', id));
      const listing = { list: `firings:${triggerId}`, keyOf: (row: FiringRow) => row.eventId };
      const position = positionIn(listing.list, after);
      const page = await firingsOfTrigger(tx, { triggerId, statuses: status, after: position, limit });
      return listed(page, listing, showFiring);
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function authorOf({ actor, person }: Principal): OrchestraAuthor {
  return { actor, subject: person };
}
