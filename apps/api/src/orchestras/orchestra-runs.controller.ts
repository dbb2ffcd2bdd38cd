import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { parseDuration } from '@maestro/dsl';
import {
  CurrentPrincipal,
  cursor,
  limit,
  text,
  traceparentOf,
  words,
  type ParametersOf,
} from '@maestro/nest-kit';
import { getOrchestra, playOrchestra } from '@maestro/orchestras';
import { listRuns, orchestraStats, parseId, type RunRow, type TenantTx } from '@maestro/persistence';
import { withSpan } from '@maestro/telemetry';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { RunDto, RunList, runStatuses, showRun } from '../runs/run.dto';
import { readStarted, requestOf } from '../runs/start';
import { StartOneBody } from '../runs/start-body';
import { OrchestraStatsDto, showStats } from './orchestra.dto';

const DAY_MS = 86_400_000;
const MAX_WINDOW_MS = 366 * DAY_MS;

const runsQuery = {
  status: words(runStatuses, 'Only runs with one of these statuses.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};
const statsQuery = {
  window: text({
    parse: windowIn,
    expects: 'a duration such as 24h or 30d, a year at most',
    description: 'How far back to look; 30d where left out.',
  }),
};

/** Runs of orchestras. */
@ApiTags('orchestras')
@Controller('api')
export class OrchestraRunsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post('runs/by-orchestra/:id')
  @ApiBody({ type: StartOneBody, required: false })
  @Operation({
    id: 'startRunByOrchestra',
    summary: 'Run an orchestra now',
    description:
      'Whether or not it is on. Nothing else is gone around: its overlap policy, policy, freeze windows and budgets count as for every run. ' +
      'Inputs and labels go over those of the orchestra, one by one.',
    access: 'run:start',
    answers: {
      200: { type: RunDto, description: 'The run that this idempotency key started before.' },
      201: { type: RunDto, description: 'The run was started.' },
    },
  })
  async start(
    @Param('id') id: string,
    @Body() body: StartOneBody,
    @ThisExchange() { principal, request, reply }: Exchange,
  ): Promise<RunDto> {
    const {
      origin: _,
      inputs: __,
      ...given
    } = requestOf(body, { principal, traceparent: traceparentOf(request) }, '');
    const about = { tenant: principal.tenantId, template: id };
    const { run, replayed } = await withSpan('runStart', about, async () => {
      const own = { ...given, orchestraId: parseId('orc', id), inputs: body.inputs };
      return readStarted(this.connections, principal.tenantId, await playOrchestra(this.connections, own));
    });
    const shown = showRun(run);
    reply.status(replayed ? 200 : 201).header('Location', `/api/runs/${shown.id}`);
    return shown;
  }

  @Get('orchestras/:id/runs')
  @Operation({
    id: 'listOrchestraRuns',
    summary: 'List the runs of an orchestra',
    access: 'run:read',
    answers: {
      200: { type: RunList, description: 'Its runs, newest first; not those that its runs began.' },
    },
  })
  async runs(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(runsQuery) query: ParametersOf<typeof runsQuery>,
  ): Promise<Listed<RunDto>> {
    return this.tx(tenantId, async (tx) => {
      const { id: orchestraId } = await getOrchestra(tx, parseId('orc', id));
      const listing = { list: `orchestra-runs:${orchestraId}`, keyOf: (run: RunRow) => run.id };
      const after = positionIn(listing.list, query.after);
      const every = { templateId: null, labels: [], parentRun: null };
      const filter = { ...every, orchestraId, statuses: query.status, after, limit: query.limit };
      return listed(await listRuns(tx, filter), listing, showRun);
    });
  }

  @Get('orchestras/:id/stats')
  @Operation({
    id: 'getOrchestraStats',
    summary: 'See what the runs of an orchestra came to',
    access: 'run:read',
    answers: { 200: { type: OrchestraStatsDto, description: 'Counts, durations and cost.' } },
  })
  async stats(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(statsQuery) { window }: ParametersOf<typeof statsQuery>,
  ): Promise<OrchestraStatsDto> {
    const since = new Date(Date.now() - (window ?? 30 * DAY_MS));
    return this.tx(tenantId, async (tx) => {
      const { id: orchestraId } = await getOrchestra(tx, parseId('orc', id));
      return showStats(await orchestraStats(tx, { orchestraId, since }), since);
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

/** Milliseconds. */
function windowIn(value: string): number | null {
  const ms = parseDuration(value);
  return ms !== null && ms >= 60_000 && ms <= MAX_WINDOW_MS ? ms : null;
}
