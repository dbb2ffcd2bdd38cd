import { ApiSchema } from '@nestjs/swagger';
import type { Json, JsonObject } from '@maestro/dsl';
import {
  endedRunStatuses,
  formatId,
  formatTaskId,
  openRunStatuses,
  type RunProgress,
  type RunRow,
} from '@maestro/persistence';
import type { Problem } from '@maestro/problems';
import { centsOf } from '../http/money';
import { ListOf } from '../http/page';
import { ProblemDto } from '../http/problem.dto';
import {
  ShowsInteger,
  ShowsNumber,
  ShowsObject,
  ShowsOne,
  ShowsText,
  ShowsTextMap,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

export const runStatuses = [...openRunStatuses, ...endedRunStatuses] as const;
const controls = ['none', 'pause', 'cancel'] as const;

@ApiSchema({ name: 'Progress', description: 'A run\u2019s tasks, counted by state.' })
export class ProgressDto implements RunProgress {
  @ShowsInteger('All tasks.') total!: number;
  @ShowsInteger('Tasks that succeeded.') succeeded!: number;
  @ShowsInteger('Tasks that failed.') failed!: number;
  @ShowsInteger('Tasks that were not to run.') skipped!: number;
  @ShowsInteger('Tasks that were cancelled.') cancelled!: number;
  @ShowsInteger('Tasks that run now.') running!: number;
  @ShowsInteger('Tasks that are parked; each says why.') waiting!: number;
  @ShowsInteger('Tasks whose turn has not come.') pending!: number;
}

@ApiSchema({ name: 'ParentTask', description: 'The task that started a run as its child.' })
export class ParentTaskDto {
  @ShowsText('The run it belongs to.')
  run_id!: string;

  @ShowsText('Id of the task.')
  task_id!: string;
}

@ApiSchema({ name: 'Run' })
export class RunDto {
  @ShowsText('Id of the run.', { example: 'run_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsText('Id of the template it plays.')
  template_id!: string;

  @ShowsText('Name of that template.')
  template_name!: string;

  @ShowsInteger('Version of that template.')
  template_version!: number;

  @ShowsWord(runStatuses, '`completed` is an end with failures that were tolerated.')
  status!: (typeof runStatuses)[number];

  @ShowsWord(controls, 'What was asked of the run. A running run that is to pause shows `pause` here.')
  control!: (typeof controls)[number];

  @ShowsObject('The inputs it was started with.')
  inputs!: JsonObject;

  @ShowsObject('The values of its outputs, once it has ended.', { nullable: true })
  outputs!: JsonObject | null;

  @ShowsText('What came of it, in one line.', { nullable: true })
  output!: string | null;

  @ShowsOne(() => ProblemDto, 'Why it failed.', { nullable: true })
  error!: Problem | null;

  @ShowsTime('When it was accepted.')
  created_at!: string;

  @ShowsTime('When its first task started.', { nullable: true })
  started_at!: string | null;

  @ShowsTime('When it ended.', { nullable: true })
  finished_at!: string | null;

  @ShowsInteger('Milliseconds from start to end, or to now.', { nullable: true })
  duration_ms!: number | null;

  @ShowsNumber('What its own attempts have cost, in cents with decimals.')
  cost_cents!: number;

  @ShowsNumber('Tokens that its own attempts have used.')
  tokens!: number;

  @ShowsText('Who started it.', { example: 'key:local' })
  created_by!: string;

  @ShowsInteger('0 to 9; where tasks have to wait, the highest go first.')
  priority!: number;

  @ShowsTime('When it ends at the latest: what then still runs is stopped.', { nullable: true })
  deadline_at!: string | null;

  @ShowsTextMap('Words that runs are found by.')
  labels!: Record<string, string>;

  @ShowsOne(() => ParentTaskDto, 'The task that started it, where it is a child run.', { nullable: true })
  parent!: ParentTaskDto | null;

  @ShowsInteger('How many runs are above it.')
  depth!: number;

  @ShowsText('The run that it repeats.', { nullable: true })
  rerun_of!: string | null;

  @ShowsText('The orchestra that it plays in.', { nullable: true })
  orchestra_id!: string | null;

  @ShowsOne(() => ProgressDto, 'How far it is.')
  progress!: RunProgress;
}

export const RunList = ListOf(RunDto, 'RunList');

export function showRun(run: RunRow): RunDto {
  return {
    id: formatId('run', run.id),
    template_id: formatId('tpl', run.templateId),
    template_name: run.templateName,
    template_version: run.templateVersion,
    status: run.status,
    // A run that winds down after a failure, or past its deadline, was asked nothing by anybody.
    control: run.control === 'fail' || run.control === 'timeout' ? 'none' : run.control,
    inputs: run.inputs,
    outputs: asObject(run.outputs),
    output: run.summary,
    error: run.error,
    created_at: run.createdAt.toISOString(),
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
    duration_ms: run.durationMs,
    cost_cents: centsOf(run.costMicros),
    tokens: run.tokens,
    created_by: run.createdBy,
    priority: run.priority,
    deadline_at: run.deadlineAt?.toISOString() ?? null,
    labels: run.labels,
    parent: showParent(run),
    depth: run.depth,
    rerun_of: run.rerunOf && formatId('run', run.rerunOf),
    orchestra_id: run.orchestraId && formatId('orc', run.orchestraId),
    progress: run.progress,
  };
}

function showParent({ parentRun, parentN }: RunRow): ParentTaskDto | null {
  if (parentRun === null || parentN === null) return null;
  return { run_id: formatId('run', parentRun), task_id: formatTaskId(parentRun, parentN) };
}

function asObject(value: Json): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
