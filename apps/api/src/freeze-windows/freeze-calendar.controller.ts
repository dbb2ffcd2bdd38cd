import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { resolveTemplate } from '@maestro/catalog';
import { importFreezeWindows, MAX_WINDOWS, previewFreezes, readCalendar } from '@maestro/governance';
import type { ImportedWindow } from '@maestro/governance';
import { AcceptsText, checkFields, CurrentPrincipal, type ParametersOf } from '@maestro/nest-kit';
import { findTemplate, getTenant, listFreezeWindows, recordAudit, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal, RunToStart } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { pointing } from '../http/pointing';
import { Query } from '../http/query.decorator';
import { FreezeCalendarBody, FreezePreviewDto, showPreviewed } from './freeze-calendar.dto';
import { importQuery, previewQuery, scopeIn, spanIn } from './freeze-calendar.query';
import { FreezeWindowBody, ImportedFreezeWindowsDto, showFreezeWindow } from './freeze-window.dto';
import { FrozenStarts } from './frozen-starts';
import { windowOf, type WindowDefaults } from './given-window';

type ScopedRun = Pick<RunToStart, 'labels' | 'metadata' | 'orchestra' | 'template'>;

/** Calendars as a whole. */
@ApiTags('freeze windows')
@Controller('api/freeze-windows')
export class FreezeCalendarController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly starts: FrozenStarts,
  ) {}

  @Post('import')
  @HttpCode(200)
  @AcceptsText({ 'text/calendar': 'ical' })
  @ApiConsumes('application/json', 'text/calendar')
  @Operation({
    id: 'importFreezeWindows',
    summary: 'Take over a calendar',
    description:
      'A `freeze_windows.json`, or an iCalendar file (`text/calendar`), whole or not at all. An event that was imported before ' +
      'is written anew.',
    access: 'freeze:write',
    answers: { 200: { type: ImportedFreezeWindowsDto, description: 'The windows.' } },
  })
  async import(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Body() body: FreezeCalendarBody,
    @Query(importQuery) query: ParametersOf<typeof importQuery>,
  ): Promise<ImportedFreezeWindowsDto> {
    const answer = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const windows = windowsIn(body, query, await now(tx));
      const { created, updated } = await importFreezeWindows(tx, windows, actor);
      const names = [...created, ...updated].map(({ name }) => name).slice(0, 50);
      const detail = { created: created.length, updated: updated.length, names };
      await recordAudit(tx, { actor, action: 'freeze_calendar.imported', subject: null, detail });
      return { created: created.map(showFreezeWindow), updated: updated.map(showFreezeWindow) };
    });
    this.starts.reconsider(tenantId);
    return answer;
  }

  @Get('preview')
  @Operation({
    id: 'previewFreezes',
    summary: 'See what will be frozen',
    access: 'freeze:read',
    answers: { 200: { type: FreezePreviewDto, description: 'The times, and the windows they are of.' } },
  })
  async preview(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(previewQuery) query: ParametersOf<typeof previewQuery>,
  ): Promise<FreezePreviewDto> {
    const { windows, env, span, run } = await this.connections.tenants.withTenant(tenantId, async (tx) => ({
      windows: await listFreezeWindows(tx, { after: null, limit: MAX_WINDOWS }),
      env: (await getTenant(tx)).env,
      span: spanIn(query, await now(tx)),
      run: await this.runIn(tx, query),
    }));
    const { found, more } = previewFreezes(windows, { run, env, ...span, limit: query.limit });
    return { data: found.map(showPreviewed), has_more: more };
  }

  /** A run as it would be started; null where the question is about no run in particular. */
  private async runIn(
    tx: TenantTx,
    { template, label }: ParametersOf<typeof previewQuery>,
  ): Promise<ScopedRun | null> {
    const labels = Object.fromEntries((label ?? []).map(({ key, value }) => [key, value]));
    if (template === null)
      return label && { labels, metadata: {}, orchestra: null, template: { id: '', name: '', version: 0 } };
    const { id, version } = await resolveTemplate(tx, template);
    const name = (await findTemplate(tx, { id }))?.name ?? '';
    const { plan } = await this.connections.engine.plans.get(tx.tenantId, id, version);
    const { labels: own, ...metadata } = plan.metadata;
    return { labels: { ...own, ...labels }, metadata, orchestra: null, template: { id, name, version } };
  }
}

function windowsIn(
  { windows, ical, timezone }: FreezeCalendarBody,
  query: ParametersOf<typeof importQuery>,
  at: Date,
): ImportedWindow[] {
  if ((windows === undefined) === (ical === undefined))
    throw new MaestroError('conflicting-fields', 'Give `windows`, or the text of an iCalendar file.');
  const defaults = {
    timezone: timezone ?? query.timezone ?? 'UTC',
    effect: query.effect ?? ('block' as const),
    scope: scopeIn(query),
    approvers: ['role:owner', 'role:admin'],
  };
  if (ical !== undefined) return readCalendar(ical, defaults, at);
  return (windows ?? []).map((window, i) => ({ source: null, fields: windowAt(window, i, defaults) }));
}

function windowAt(window: FreezeWindowBody, i: number, defaults: WindowDefaults) {
  return pointing({ pointer: `/windows/${i}`, name: `Window ${i}` }, () =>
    windowOf(checkFields(FreezeWindowBody, window as never), defaults),
  );
}

async function now(tx: TenantTx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>('SELECT maestro_now() AS now');
  return row?.now as Date;
}
