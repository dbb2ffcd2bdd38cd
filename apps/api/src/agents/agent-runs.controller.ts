import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { getAgent, invokeAgent } from '@maestro/agents';
import { CurrentPrincipal, cursor, limit, traceparentOf, words, type ParametersOf } from '@maestro/nest-kit';
import { listRuns, type RunRow } from '@maestro/persistence';
import { withSpan } from '@maestro/telemetry';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { RunDto, RunList, runStatuses, showRun } from '../runs/run.dto';
import { readStarted, requestOf } from '../runs/start';
import { InvokeBody } from './agent-body';

const runsQuery = {
  status: words(runStatuses, 'Only runs with one of these statuses.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

/** Runs of agents. */
@ApiTags('agents')
@Controller('api/agents')
export class AgentRunsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post(':id/invoke')
  @ApiBody({ type: InvokeBody, required: false })
  @Operation({
    id: 'invokeAgent',
    summary: 'Start a run of an agent',
    access: 'run:start',
    answers: {
      200: { type: RunDto, description: 'The run that this idempotency key started before.' },
      201: { type: RunDto, description: 'The run was started.' },
    },
  })
  async invoke(
    @Param('id') agent: string,
    @Body() body: InvokeBody,
    @ThisExchange() { principal, request, reply }: Exchange,
  ): Promise<RunDto> {
    const { tenantId } = principal;
    const given = requestOf(body, { principal, traceparent: traceparentOf(request) }, '');
    const about = { tenant: tenantId, template: agent };
    const { run, replayed } = await withSpan('runStart', about, async () => {
      const result = await invokeAgent(this.connections, { ...given, agent, agentVersion: body.version });
      return readStarted(this.connections, tenantId, result);
    });
    const shown = showRun(run);
    reply.status(replayed ? 200 : 201).header('Location', `/api/runs/${shown.id}`);
    return shown;
  }

  @Get(':id/runs')
  @Operation({
    id: 'listAgentRuns',
    summary: 'List the runs of an agent',
    access: 'run:read',
    answers: { 200: { type: RunList, description: 'Its runs, newest first, whoever called it.' } },
  })
  async runs(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(runsQuery) query: ParametersOf<typeof runsQuery>,
  ): Promise<Listed<RunDto>> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const { templateId } = await getAgent(tx, id);
      const listing = { list: `agent-runs:${templateId}`, keyOf: (run: RunRow) => run.id };
      const after = positionIn(listing.list, query.after);
      const filter = { templateId, orchestraId: null, labels: [], parentRun: null, statuses: query.status };
      return listed(await listRuns(tx, { ...filter, after, limit: query.limit }), listing, showRun);
    });
  }
}
