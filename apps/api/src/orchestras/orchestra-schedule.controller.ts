import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MAX_WINDOWS, previewFreezes } from '@maestro/governance';
import { CurrentPrincipal, limit, type ParametersOf } from '@maestro/nest-kit';
import { getOrchestra, lockOrchestra, scheduleOf, versionOf } from '@maestro/orchestras';
import {
  getTenant,
  latestSlots,
  listFreezeWindows,
  parseId,
  type OrchestraRow,
  type TenantTx,
} from '@maestro/persistence';
import { faultAt } from '@maestro/problems';
import { backfill, previewTimes, type Frozen } from '@maestro/scheduling';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { Query } from '../http/query.decorator';
import {
  BackfillBody,
  BackfillDto,
  OrchestraScheduleDto,
  showBackfill,
  showSlot,
  showTime,
} from './schedule.dto';

const scheduleQuery = { count: limit({ max: 500, fallback: 50 }) };
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Freeze windows that are looked at; and so far ahead. */
const MAX_FREEZES = 1_000;
const AHEAD_MS = 366 * 86_400_000;

/** When orchestras fire, did fire, and should have. */
@ApiTags('orchestras')
@Controller('api/orchestras')
export class OrchestraScheduleController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get(':id/schedule')
  @Operation({
    id: 'getOrchestraSchedule',
    summary: 'See when an orchestra fires',
    description:
      'The next times that its schedule names, each with what becomes of it: moved by daylight saving, left out by a calendar, ' +
      'frozen. And what became of the last ones.',
    access: 'orchestra:read',
    answers: { 200: { type: OrchestraScheduleDto, description: 'What comes, and what was.' } },
  })
  async schedule(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(scheduleQuery) { count }: ParametersOf<typeof scheduleQuery>,
  ): Promise<OrchestraScheduleDto> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const row = await getOrchestra(tx, parseId('orc', id));
      const schedule = scheduleOf(row);
      const after = (await now(tx)).getTime();
      const frozen = await this.freezesOf(tx, row, after);
      const past = await latestSlots(tx, row.id, count);
      const next = schedule ? previewTimes(schedule, { orchestra: row.id, after, count, frozen }) : [];
      const { enabled, timeZone: timezone } = row;
      return { enabled, timezone, next: next.map(showTime), past: past.map(showSlot) };
    });
  }

  @Post(':id/backfill')
  @HttpCode(200)
  @Operation({
    id: 'backfillOrchestra',
    summary: 'Play slots that were not played',
    description:
      'Of a range that is past: what was missed, skipped, or came before the orchestra was switched on. What has its run is left ' +
      'as it is. Policy, freeze windows and budgets count as for every run.',
    access: 'orchestra:write',
    answers: { 200: { type: BackfillDto, description: 'The slots of the range.' } },
  })
  async backfill(
    @CurrentPrincipal() { tenantId, actor, person }: Principal,
    @Param('id') id: string,
    @Body() body: BackfillBody,
  ): Promise<BackfillDto> {
    const { concurrency = 1, dry_run: dryRun = false } = body;
    const [from, to] = [instant('from', body.from), instant('to', body.to)];
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const row = await lockOrchestra(tx, parseId('orc', id));
      const request = { from, to, concurrency, dryRun, now: await now(tx) };
      return showBackfill(await backfill(tx, row, { request, author: { actor, subject: person } }));
    });
  }

  /** The windows that are open for its runs. */
  private async freezesOf(tx: TenantTx, row: OrchestraRow, after: number): Promise<(at: number) => Frozen[]> {
    const windows = await listFreezeWindows(tx, { after: null, limit: MAX_WINDOWS });
    if (windows.length === 0) return () => [];
    const { id, name, tag, templateId, templateName } = row;
    const version = await versionOf(tx, row);
    const { plan } = await this.connections.engine.plans.get(tx.tenantId, templateId, version);
    const { labels, ...metadata } = plan.metadata;
    const run = {
      ...{ labels: { ...labels, ...row.labels }, metadata, orchestra: { id, name, tag } },
      template: { id: templateId, name: templateName, version },
    };
    const { env } = await getTenant(tx);
    const span = { from: new Date(after), to: new Date(after + AHEAD_MS), limit: MAX_FREEZES };
    const { found } = previewFreezes(windows, { run, env, ...span });
    const open = found.map(({ window, occurrence }) => {
      return { ...occurrence, name: window.name, effect: window.effect };
    });
    return (at) => open.filter(({ start, end }) => start <= at && at < end);
  }
}

function instant(name: 'from' | 'to', text: string): Date {
  const read = INSTANT.test(text) ? new Date(text) : null;
  if (read && !Number.isNaN(read.getTime())) return read;
  throw faultAt('validation-failed', `/${name}`, 'This must be an instant such as 2026-12-24T18:00:00Z.');
}

async function now(tx: TenantTx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>('SELECT maestro_now() AS now');
  return row?.now as Date;
}
