import { ApiSchema } from '@nestjs/swagger';
import type { Json, JsonObject } from '@maestro/dsl';
import {
  formatId,
  formatTaskId,
  type NodeOutline,
  type TaskRow,
  type TaskStatus,
} from '@maestro/persistence';
import type { Problem } from '@maestro/problems';
import { centsOf } from '../http/money';
import { ListOf } from '../http/page';
import { ProblemDto } from '../http/problem.dto';
import {
  ShowsInteger,
  ShowsJson,
  ShowsNumber,
  ShowsObject,
  ShowsOne,
  ShowsText,
  ShowsTextMap,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

export const taskStatuses = [
  'pending',
  'ready',
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const satisfies readonly TaskStatus[];

@ApiSchema({ name: 'Wait', description: 'Why a task is parked.' })
export class WaitDto {
  @ShowsText('Stable code of the reason.', { example: 'BACKOFF' })
  reason!: string;

  @ShowsText('The reason in words.', { nullable: true })
  detail!: string | null;

  @ShowsTime('When it is looked at again.', { nullable: true })
  wake_at!: string | null;
}

@ApiSchema({ name: 'Task' })
export class TaskDto {
  @ShowsText('Id of the task.', { example: 'task_01j9z3k4v5x6y7z8a9b0c1d2e3_0' })
  id!: string;

  @ShowsInteger('Number of the task in its run, from 0.')
  n!: number;

  @ShowsText('Id of its node in the template.')
  node!: string;

  @ShowsText('What sort of node it is.', { example: 'task' })
  kind!: string;

  @ShowsTextMap('Labels of its node.')
  labels!: Record<string, string>;

  @ShowsText('The map or loop it is an instance of.', { nullable: true })
  parent_task!: string | null;

  @ShowsInteger('Which item or round of that, from 0.', { nullable: true })
  index!: number | null;

  @ShowsText('The run whose result it took over.', { nullable: true })
  reused_from!: string | null;

  @ShowsText('Handler that performs it.')
  ref!: string;

  @ShowsWord(taskStatuses, 'Where it stands.')
  status!: TaskStatus;

  @ShowsInteger('Number of the current or last attempt; 0 before the first.')
  attempt!: number;

  @ShowsInteger('Attempts it may have, the first included.')
  max_attempts!: number;

  @ShowsText('Queue it is served from.')
  queue!: string;

  @ShowsTime('When it could have started.', { nullable: true })
  ready_at!: string | null;

  @ShowsTime('When its last attempt started.', { nullable: true })
  started_at!: string | null;

  @ShowsTime('When it ended.', { nullable: true })
  finished_at!: string | null;

  @ShowsInteger('Milliseconds the last attempt took, or takes so far.', { nullable: true })
  duration_ms!: number | null;

  @ShowsNumber('What its attempts have cost, in cents with decimals.')
  cost_cents!: number;

  @ShowsNumber('Tokens that its attempts have used.')
  tokens!: number;

  @ShowsText('Model of which it has used them.', { nullable: true })
  model!: string | null;

  @ShowsJson('What it returned; null where it has not, or where the value is kept apart.')
  output!: Json;

  @ShowsObject('Where the output is kept apart because of its size: its digest and size.', { nullable: true })
  output_ref!: JsonObject | null;

  @ShowsOne(() => ProblemDto, 'Why its last attempt failed.', { nullable: true })
  error!: Problem | null;

  @ShowsOne(() => WaitDto, 'Why it is parked, while it is.', { nullable: true })
  wait!: WaitDto | null;
}

export const TaskList = ListOf(TaskDto, 'TaskList');

export function showTask(runId: string, outline: readonly NodeOutline[], task: TaskRow): TaskDto {
  const node = outline[task.node];
  return {
    id: formatTaskId(runId, task.n),
    n: task.n,
    node: node?.id ?? String(task.node),
    kind: node?.kind ?? 'unknown',
    labels: node?.labels ?? {},
    parent_task: task.parentN === null ? null : formatTaskId(runId, task.parentN),
    index: task.idx,
    reused_from: task.reusedFrom && formatId('run', task.reusedFrom),
    ref: node?.ref ?? 'unknown',
    status: task.status,
    attempt: task.attempt,
    max_attempts: node?.maxAttempts ?? 1,
    queue: task.queue,
    ready_at: task.readyAt?.toISOString() ?? null,
    started_at: task.startedAt?.toISOString() ?? null,
    finished_at: task.finishedAt?.toISOString() ?? null,
    duration_ms: task.durationMs,
    cost_cents: centsOf(task.costMicros),
    tokens: task.tokens,
    model: task.model,
    output: task.output,
    output_ref: task.outputRef,
    error: task.error,
    wait: showWait(task),
  };
}

function showWait({ waitReason, waitDetail, wakeAt }: TaskRow): WaitDto | null {
  if (waitReason === null) return null;
  return {
    reason: waitReason,
    detail: inWords(waitReason, waitDetail),
    wake_at: wakeAt?.toISOString() ?? null,
  };
}

function inWords(reason: string, detail: JsonObject | null): string | null {
  if (reason === 'BACKOFF' && typeof detail?.attempt === 'number') {
    return `attempt ${detail.attempt} failed; the next one starts when the pause is over`;
  }
  return detail && JSON.stringify(detail);
}
