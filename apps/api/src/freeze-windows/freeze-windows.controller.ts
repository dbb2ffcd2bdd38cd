import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  changeFreezeWindow,
  createFreezeWindow,
  lockFreezeWindow,
  removeFreezeWindow,
} from '@maestro/governance';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import {
  findFreezeWindow,
  listFreezeWindows,
  parseId,
  recordAudit,
  type FreezeWindowRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import {
  FreezeWindowBody,
  FreezeWindowChanges,
  FreezeWindowDto,
  FreezeWindowList,
  showFreezeWindow,
} from './freeze-window.dto';
import { FrozenStarts } from './frozen-starts';
import { changedWindow, windowOf } from './given-window';

const listQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

/** The times at which nothing may start. */
@ApiTags('freeze windows')
@Controller('api/freeze-windows')
export class FreezeWindowsController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly starts: FrozenStarts,
  ) {}

  @Get()
  @Operation({
    id: 'listFreezeWindows',
    summary: 'List freeze windows',
    access: 'freeze:read',
    answers: { 200: { type: FreezeWindowList, description: 'Windows, oldest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<FreezeWindowDto>> {
    const listing = { list: 'freeze-windows', keyOf: (row: FreezeWindowRow) => row.id };
    const after = positionIn(listing.list, query.after);
    const rows = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listFreezeWindows(tx, { after, limit: query.limit + 1 }),
    );
    const page = { rows: rows.slice(0, query.limit), hasMore: rows.length > query.limit };
    return listed(page, listing, showFreezeWindow);
  }

  @Post()
  @Operation({
    id: 'createFreezeWindow',
    summary: 'Make a freeze window',
    access: 'freeze:write',
    answers: { 201: { type: FreezeWindowDto, description: 'The window. It counts within two seconds.' } },
  })
  async create(
    @Body() body: FreezeWindowBody,
    @ThisExchange() { principal: { tenantId, actor }, reply }: Exchange,
  ): Promise<FreezeWindowDto> {
    const fields = windowOf(body);
    const shown = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const made = showFreezeWindow(await createFreezeWindow(tx, fields, { actor }));
      const detail = { window: made };
      await recordAudit(tx, { actor, action: 'freeze_window.created', subject: made.id, detail });
      return made;
    });
    this.starts.reconsider(tenantId);
    reply.header('Location', `/api/freeze-windows/${shown.id}`);
    return shown;
  }

  @Get(':id')
  @Tagged()
  @Operation({
    id: 'getFreezeWindow',
    summary: 'Read a freeze window',
    access: 'freeze:read',
    answers: { 200: { type: FreezeWindowDto, description: 'The window.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<FreezeWindowDto> {
    const uuid = parseId('frz', id);
    const row = uuid
      ? await this.connections.tenants.withTenant(tenantId, (tx) => findFreezeWindow(tx, uuid))
      : null;
    if (!row) throw new MaestroError('not-found', 'There is no such freeze window.');
    return showFreezeWindow(row);
  }

  @Patch(':id')
  @Tagged()
  @Operation({
    id: 'updateFreezeWindow',
    summary: 'Change a freeze window',
    access: 'freeze:write',
    answers: { 200: { type: FreezeWindowDto, description: 'The window as it is now.' } },
  })
  async update(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('id') id: string,
    @Body() changes: FreezeWindowChanges,
  ): Promise<FreezeWindowDto> {
    const shown = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const row = await lockFreezeWindow(tx, parseId('frz', id));
      precondition.check(showFreezeWindow(row));
      const after = await changeFreezeWindow(tx, row.id, changedWindow(row, changes));
      const detail = { changes: { ...changes } };
      await recordAudit(tx, { actor, action: 'freeze_window.changed', subject: id, detail });
      return showFreezeWindow(after);
    });
    this.starts.reconsider(tenantId);
    return shown;
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged()
  @Operation({
    id: 'deleteFreezeWindow',
    summary: 'Delete a freeze window',
    access: 'freeze:write',
    answers: { 200: { type: FreezeWindowDto, description: 'The window as it was.' } },
  })
  async remove(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('id') id: string,
  ): Promise<FreezeWindowDto> {
    const shown = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const was = showFreezeWindow(await lockFreezeWindow(tx, parseId('frz', id)));
      precondition.check(was);
      await removeFreezeWindow(tx, parseId('frz', id) as string);
      const detail = { window: was };
      await recordAudit(tx, { actor, action: 'freeze_window.deleted', subject: id, detail });
      return was;
    });
    this.starts.reconsider(tenantId);
    return shown;
  }
}
