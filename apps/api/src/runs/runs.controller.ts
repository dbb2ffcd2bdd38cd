import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import { cancelRun } from '@maestro/engine';
import {
  CurrentPrincipal,
  cursor,
  limit,
  text,
  traceparentOf,
  words,
  type ParametersOf,
} from '@maestro/nest-kit';
import {
  findRun,
  findRunHead,
  listRuns,
  listTasks,
  parseId,
  type RunRow,
  type TaskRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { withSpan } from '@maestro/telemetry';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { asEventStream, lastEventId, wantsStream } from '../http/event-stream';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { EventList, showEvent, type EventDto } from './event.dto';
import { parseLabelFilter } from './labels';
import { OpenStreams } from './open-streams';
import { PlanOutlines } from './outlines';
import { readEvents } from './read-events';
import { noSuchRun, runIdIn } from './run-id';
import { RunDto, RunList, runStatuses, showRun } from './run.dto';
import { start } from './start';
import { CancelBody, StartBody } from './start-body';
import { streamEvents } from './stream-events';
import { showTask, TaskList, type TaskDto } from './task.dto';

const runQuery = {
  status: words(runStatuses, 'Only runs with one of these statuses.'),
  template_id: text({
    parse: (value) => parseId('tpl', value),
    expects: 'the id of a template (tpl_…)',
    description: 'Only runs of this template.',
    code: 'invalid-filter',
  }),
  label: text({
    parse: parseLabelFilter,
    expects: 'labels as key:value, up to 8, separated by commas',
    description: 'Only runs with all of these labels: `key:value`, separated by commas.',
    code: 'invalid-filter',
  }),
  parent: text({
    parse: (value) => parseId('run', value),
    expects: 'the id of a run (run_…)',
    description: 'Only child runs of this run.',
    code: 'invalid-filter',
  }),
  orchestra_id: text({
    parse: (value) => parseId('orc', value),
    expects: 'the id of an orchestra (orc_…)',
    description: 'Only runs that this orchestra began; not together with `parent`.',
    code: 'invalid-filter',
  }),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};
const taskQuery = { limit: limit({ max: 1_000, fallback: 1_000 }), after: cursor() };
const eventQuery = { limit: limit({ max: 1_000, fallback: 200 }), after: cursor() };

@ApiTags('runs')
@Controller('api/runs')
export class RunsController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly outlines: PlanOutlines,
    private readonly streams: OpenStreams,
  ) {}

  @Post()
  @Operation({
    id: 'startRun',
    summary: 'Start a run',
    access: 'run:start',
    answers: {
      200: { type: RunDto, description: 'The run that this idempotency key started before.' },
      201: { type: RunDto, description: 'The run was started.' },
    },
  })
  async start(
    @Body() body: StartBody,
    @ThisExchange() { principal, request, reply }: Exchange,
  ): Promise<RunDto> {
    const template = body.template ?? body.template_id ?? '';
    const { run, replayed } = await withSpan('runStart', { tenant: principal.tenantId, template }, () =>
      start(this.connections, body, { principal, traceparent: traceparentOf(request) }),
    );
    const shown = showRun(run);
    reply.status(replayed ? 200 : 201).header('Location', `/api/runs/${shown.id}`);
    return shown;
  }

  @Get()
  @Operation({
    id: 'listRuns',
    summary: 'List runs',
    access: 'run:read',
    answers: { 200: { type: RunList, description: 'Runs, newest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(runQuery) query: ParametersOf<typeof runQuery>,
  ): Promise<Listed<RunDto>> {
    const listing = { list: 'runs', keyOf: (run: RunRow) => run.id };
    if (query.parent !== null && query.orchestra_id !== null)
      throw new MaestroError('invalid-filter', 'Filter by `parent` or by `orchestra_id`, not by both.');
    const filter = {
      statuses: query.status,
      templateId: query.template_id,
      labels: query.label ?? [],
      parentRun: query.parent,
      orchestraId: query.orchestra_id,
      after: positionIn(listing.list, query.after),
      limit: query.limit,
    };
    return listed(
      await this.connections.tenants.withTenant(tenantId, (tx) => listRuns(tx, filter)),
      listing,
      showRun,
    );
  }

  @Get(':id')
  @Operation({
    id: 'getRun',
    summary: 'Read a run',
    access: 'run:read',
    answers: { 200: { type: RunDto, description: 'The run.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<RunDto> {
    const runId = runIdIn(id);
    const run = await this.connections.tenants.withTenant(tenantId, (tx) => findRun(tx, runId));
    if (!run) throw noSuchRun();
    return showRun(run);
  }

  @Get(':id/tasks')
  @Operation({
    id: 'listTasks',
    summary: 'List the tasks of a run',
    access: 'run:read',
    answers: { 200: { type: TaskList, description: 'Tasks by their number.' } },
  })
  async tasks(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(taskQuery) query: ParametersOf<typeof taskQuery>,
  ): Promise<Listed<TaskDto>> {
    const runId = runIdIn(id);
    const listing = { list: `tasks:${runId}`, keyOf: (task: TaskRow) => String(task.n) };
    const position = positionIn(listing.list, query.after);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const head = await findRunHead(tx, runId);
      if (!head) throw noSuchRun();
      const outline = await this.outlines.get(tx, head.templateId, head.templateVersion);
      const after = position === null ? null : Number(position);
      const page = await listTasks(tx, { runId, after, limit: query.limit });
      return listed(page, listing, (task: TaskRow) => showTask(runId, outline, task));
    });
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiBody({ type: CancelBody, required: false })
  @Operation({
    id: 'cancelRun',
    summary: 'Cancel a run',
    description: 'What has not begun does not begin; what runs is told to stop, within seconds.',
    access: 'run:control',
    answers: { 202: { type: RunDto, description: 'The run is being cancelled.' } },
  })
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { reason, grace_ms: graceMs }: CancelBody,
  ): Promise<RunDto> {
    const { tenantId, actor } = principal;
    const runId = runIdIn(id);
    const outcome = await cancelRun(this.connections.engine, {
      tenantId,
      runId,
      actor,
      reason: reason ?? null,
      graceMs: graceMs ?? null,
    });
    if (outcome === 'not-found') throw noSuchRun();
    if (outcome === 'already-ended') throw new MaestroError('not-cancellable', 'The run has already ended.');
    return this.read(principal, id);
  }

  @Get(':id/events')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resumes a stream; wins over `after`.' })
  @Operation({
    id: 'listEvents',
    summary: 'Read or follow the history of a run',
    description:
      'As JSON one page; with `Accept: text/event-stream` a stream that ends with `event: end` once the run is over. ' +
      'A stream is resumed by `Last-Event-ID` or `after`.',
    access: 'run:read',
    answers: {
      200: {
        type: EventList,
        description: 'Events in the order in which everybody sees them.',
        also: 'text/event-stream',
      },
    },
  })
  async events(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Query(eventQuery) query: ParametersOf<typeof eventQuery>,
  ): Promise<Listed<EventDto> | Readable> {
    const { tenantId } = exchange.principal;
    const [runId, reader] = [runIdIn(id), { tenants: this.connections.tenants, outlines: this.outlines }];
    if (wantsStream(exchange)) {
      const after = lastEventId(exchange) ?? query.after;
      // What is wrong with the request is said before the stream begins.
      await readEvents(reader, { tenantId, runId, after, limit: 1 });
      return asEventStream(exchange, this.streams, (signal) =>
        streamEvents(reader, { tenantId, runId, after, signal }),
      );
    }
    const { rows, hasMore, frame, reset } = await readEvents(reader, { ...query, tenantId, runId });
    if (reset)
      throw new MaestroError('invalid-cursor', 'The cursor belongs to another database: begin anew.');
    const data = rows.map((row) => showEvent(frame, row));
    const next = hasMore ? (data.at(-1)?.id ?? null) : null;
    return { data, page: { next, has_more: next !== null } };
  }
}
