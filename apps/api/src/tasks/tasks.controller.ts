import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { retryTaskNow, skipTask } from '@maestro/engine';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { findRunHead, listTasks, parseTaskId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { ControlBody } from '../runs/control-body';
import { PlanOutlines } from '../runs/outlines';
import { showTask, TaskDto } from '../runs/task.dto';

@ApiTags('tasks')
@Controller('api/tasks')
export class TasksController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly outlines: PlanOutlines,
  ) {}

  @Get(':id')
  @Operation({
    id: 'getTask',
    summary: 'Read a task',
    access: 'run:read',
    answers: { 200: { type: TaskDto, description: 'The task.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TaskDto> {
    const { runId, n } = taskIn(id);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const head = await findRunHead(tx, runId);
      const { rows } = await listTasks(tx, { runId, after: n - 1, limit: 1 });
      const [task] = rows;
      if (!head || task?.n !== n) throw noSuchTask();
      return showTask(runId, await this.outlines.get(tx, head.templateId, head.templateVersion), task);
    });
  }

  @Post(':id/skip')
  @HttpCode(200)
  @ApiBody({ type: ControlBody, required: false })
  @Operation({
    id: 'skipTask',
    summary: 'Skip a task that is not running',
    description:
      'It ends as skipped, whatever its edges say. What waits for items or a child run is to be cancelled.',
    access: 'run:control',
    answers: { 200: { type: TaskDto, description: 'The task was skipped.' } },
  })
  async skip(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { reason }: ControlBody,
  ): Promise<TaskDto> {
    const { tenantId, actor } = principal;
    await skipTask(this.connections.engine, { tenantId, ...taskIn(id), actor, reason: reason ?? null });
    return this.read(principal, id);
  }

  @Post(':id/retry-now')
  @HttpCode(200)
  @ApiBody({ type: ControlBody, required: false })
  @Operation({
    id: 'retryTaskNow',
    summary: 'Begin the next attempt of a task now',
    description: 'Ends the pause after a failed attempt.',
    access: 'run:control',
    answers: { 200: { type: TaskDto, description: 'The task waits for a worker.' } },
  })
  async retryNow(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { reason }: ControlBody,
  ): Promise<TaskDto> {
    const { tenantId, actor } = principal;
    await retryTaskNow(this.connections.engine, { tenantId, ...taskIn(id), actor, reason: reason ?? null });
    return this.read(principal, id);
  }
}

/** An id that is none names nothing, like one that is another tenant's. */
function taskIn(text: string): { runId: string; n: number } {
  const task = parseTaskId(text);
  if (task === null) throw noSuchTask();
  return task;
}

function noSuchTask(): MaestroError {
  return new MaestroError('not-found', 'There is no such task.');
}
