import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { resolveTemplate } from '@maestro/catalog';
import { parseDuration } from '@maestro/dsl';
import { giveFreezeBreak, MAX_BREAK_MS, requestFreezeBreak } from '@maestro/governance';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { findFreezeWindow, listFreezeBreaks, parseId, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { fault } from '../http/fault';
import { FreezeBreakBody, FreezeBreakDto, FreezeBreakList, showFreezeBreak } from './freeze-break.dto';
import { FrozenStarts } from './frozen-starts';

const HOUR_MS = 3_600_000;
const SHOWN = 100;

/** Starting something in spite of a window, which takes two people. */
@ApiTags('freeze windows')
@Controller('api/freeze-windows')
export class FreezeBreaksController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly starts: FrozenStarts,
  ) {}

  @Post(':id/breaks')
  @Operation({
    id: 'requestFreezeBreak',
    summary: 'Ask to break a freeze window',
    description: 'For one run, or for those of a template. It permits nothing before a second person agrees.',
    access: 'freeze:break',
    answers: { 201: { type: FreezeBreakDto, description: 'What was asked for.' } },
  })
  async request(
    @CurrentPrincipal() { tenantId, actor, person }: Principal,
    @Param('id') id: string,
    @Body() { reason, duration, template, run }: FreezeBreakBody,
  ): Promise<FreezeBreakDto> {
    if (template !== undefined && run !== undefined)
      throw fault('conflicting-fields', '/run', 'Name a template or a run, not both.');
    const forMs = duration === undefined ? HOUR_MS : lengthOf(duration);
    const runId = run === undefined ? null : parseId('run', run);
    if (run !== undefined && runId === null) throw fault('unknown-ref', '/run', 'There is no such run.');
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const templateId = template === undefined ? null : await templateIn(tx, template);
      const asked = { windowId: parseId('frz', id), reason, templateId, runId, forMs };
      return showFreezeBreak(await requestFreezeBreak(tx, asked, { actor, person }));
    });
  }

  @Post(':id/breaks/:break/approve')
  @HttpCode(200)
  @Operation({
    id: 'approveFreezeBreak',
    summary: 'Agree to break a freeze window',
    description: 'As somebody else than who asked.',
    access: 'freeze:break',
    answers: { 200: { type: FreezeBreakDto, description: 'It permits from now on.' } },
  })
  async approve(
    @CurrentPrincipal() { tenantId, actor, person }: Principal,
    @Param('id') id: string,
    @Param('break') asked: string,
  ): Promise<FreezeBreakDto> {
    const ids = { windowId: parseId('frz', id), id: parseId('brk', asked) };
    const row = await this.connections.tenants.withTenant(tenantId, (tx) =>
      giveFreezeBreak(tx, ids, { actor, person }),
    );
    this.starts.reconsider(tenantId);
    return showFreezeBreak(row);
  }

  @Get(':id/breaks')
  @Operation({
    id: 'listFreezeBreaks',
    summary: 'List who asked to break a freeze window',
    access: 'freeze:read',
    answers: { 200: { type: FreezeBreakList, description: 'The latest hundred.' } },
  })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<FreezeBreakList> {
    const windowId = parseId('frz', id);
    const rows = await this.connections.tenants.withTenant(tenantId, async (tx) =>
      windowId && (await findFreezeWindow(tx, windowId)) ? listFreezeBreaks(tx, windowId, SHOWN) : null,
    );
    if (!rows) throw new MaestroError('not-found', 'There is no such freeze window.');
    return { data: rows.map(showFreezeBreak) };
  }
}

function lengthOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms >= 60_000 && ms <= MAX_BREAK_MS) return ms;
  throw fault('out-of-range', '/duration', 'This must be a duration from 1m to 24h.');
}

async function templateIn(tx: TenantTx, reference: string): Promise<string> {
  try {
    return (await resolveTemplate(tx, reference)).id;
  } catch (error) {
    if (error instanceof MaestroError && error.code === 'not-found')
      throw fault('unknown-ref', '/template', 'There is no such template.');
    throw error;
  }
}
