import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { labelRun, pauseRun, rerun, resumeRun, type RerunRequest } from '@maestro/engine';
import { CurrentPrincipal, traceparentOf } from '@maestro/nest-kit';
import { findRun } from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { ControlBody, LabelsBody, RerunBody, RerunDto, RetryBody } from './control-body';
import { readLabels } from './labels';
import { noSuchRun, runIdIn } from './run-id';
import { RunDto, showRun } from './run.dto';

const rerunAnswers = {
  200: { type: RerunDto, description: 'What would be done.' },
  201: { type: RerunDto, description: 'The new run was started.' },
};

/** What people ask of a run, besides cancelling it. */
@ApiTags('runs')
@Controller('api/runs')
export class RunControlController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post(':id/pause')
  @HttpCode(200)
  @ApiBody({ type: ControlBody, required: false })
  @Operation({
    id: 'pauseRun',
    summary: 'Pause a run',
    description:
      'What runs may end, nothing starts. Timers, votes and signals go on, and count once it is resumed.',
    access: 'run:control',
    answers: { 200: { type: RunDto, description: 'The run is paused.' } },
  })
  async pause(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
    @Body() { reason }: ControlBody,
  ): Promise<RunDto> {
    const run = { tenantId, runId: runIdIn(id) };
    await pauseRun(this.connections.engine, { ...run, actor, reason: reason ?? null });
    return this.show(run);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiBody({ type: ControlBody, required: false })
  @Operation({
    id: 'resumeRun',
    summary: 'Resume a paused run',
    access: 'run:control',
    answers: { 200: { type: RunDto, description: 'The run goes on.' } },
  })
  async resume(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
    @Body() { reason }: ControlBody,
  ): Promise<RunDto> {
    const run = { tenantId, runId: runIdIn(id) };
    await resumeRun(this.connections.engine, { ...run, actor, reason: reason ?? null });
    return this.show(run);
  }

  @Post(':id/retry')
  @ApiBody({ type: RetryBody, required: false })
  @Operation({
    id: 'retryRun',
    summary: 'Retry what failed in a run',
    description:
      'A new run, which takes over what succeeded and begins again with what failed or was cancelled. Effects keep ' +
      'their idempotency keys.',
    access: 'run:control',
    answers: rerunAnswers,
  })
  retry(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Body() { version, dry_run }: RetryBody,
  ): Promise<RerunDto> {
    const wanted = { mode: 'retry_failed' as const, ...(version === undefined ? {} : { version }) };
    return this.repeat(exchange, id, { ...wanted, dryRun: dry_run ?? false });
  }

  @Post(':id/rerun')
  @ApiBody({ type: RerunBody, required: false })
  @Operation({
    id: 'rerunRun',
    summary: 'Run a run again, from some nodes or as a whole',
    description: 'A new run. What is done again draws new idempotency keys.',
    access: 'run:control',
    answers: rerunAnswers,
  })
  rerun(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Body() { version, from, inputs, dry_run }: RerunBody,
  ): Promise<RerunDto> {
    return this.repeat(exchange, id, {
      mode: 'rerun',
      ...(version === undefined ? {} : { version }),
      ...(from === undefined ? {} : { from }),
      ...(inputs === undefined ? {} : { inputs }),
      dryRun: dry_run ?? false,
    });
  }

  @Post(':id/labels')
  @HttpCode(200)
  @Operation({
    id: 'labelRun',
    summary: 'Change the labels of a run',
    access: 'run:control',
    answers: { 200: { type: RunDto, description: 'The run with its labels.' } },
  })
  async labels(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
    @Body() { set, remove }: LabelsBody,
  ): Promise<RunDto> {
    const run = { tenantId, runId: runIdIn(id) };
    const labels = readLabels(set ?? {}, '/set');
    await labelRun(this.connections.engine, { ...run, set: labels, remove: remove ?? [], actor });
    return this.show(run);
  }

  private async repeat(
    { principal, request, reply }: Exchange,
    id: string,
    wanted: Pick<RerunRequest, 'mode' | 'version' | 'from' | 'inputs' | 'dryRun'>,
  ): Promise<RerunDto> {
    const { tenantId, actor, person } = principal;
    const { runId, ...shown } = await rerun(this.connections.engine, {
      ...wanted,
      tenantId,
      runId: runIdIn(id),
      actor,
      subject: person,
      traceparent: traceparentOf(request),
    });
    const run = runId === null ? null : await this.show({ tenantId, runId });
    reply.status(run ? 201 : 200);
    if (run) reply.header('Location', `/api/runs/${run.id}`);
    return { run, ...shown };
  }

  private async show({ tenantId, runId }: { tenantId: string; runId: string }): Promise<RunDto> {
    const run = await this.connections.tenants.withTenant(tenantId, (tx) => findRun(tx, runId));
    if (!run) throw noSuchRun();
    return showRun(run);
  }
}
