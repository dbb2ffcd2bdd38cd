import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import {
  waitCodes,
  type Blocking,
  type Explanation,
  type RunExplanation,
  type WaitCode,
} from '@maestro/engine';
import { encodeCursor, formatTaskId } from '@maestro/persistence';
import { PageInfo } from '../http/page';
import { ShowsMany, ShowsObject, ShowsOne, ShowsText, ShowsTexts, ShowsTime, ShowsWord } from '../http/shows';

const codes = Object.keys(waitCodes) as WaitCode[];
const types = [
  'task',
  'run',
  'queue',
  'worker',
  'person',
  'signal',
  'slot',
  'budget',
  'instant',
  'none',
] as const;

@ApiSchema({ name: 'Blocking', description: 'What something waits for.' })
export class BlockingDto {
  @ShowsWord(types, 'What sort of thing it is.')
  type!: Blocking['type'];

  @ShowsTexts('Ids of runs or tasks, names of queues, workers, signals, keys or people; the first few.')
  ids!: string[];

  @ShowsObject('What else is known of it.')
  detail!: JsonObject;
}

@ApiSchema({ name: 'Reason', description: 'Why something that has not ended stands where it stands.' })
export class ReasonDto {
  @ShowsWord(codes, 'Stable code; `docs/reference/wait-reasons.md` says what removes it.')
  code!: WaitCode;

  @ShowsText('The same in words.')
  message!: string;

  @ShowsOne(() => BlockingDto, 'What blocks it.')
  blocking!: BlockingDto;

  @ShowsTime('Since when.')
  since!: string;

  @ShowsTime('When somebody looks again, whatever else happens.')
  looked_at_again!: string;
}

@ApiSchema({ name: 'TaskReason' })
export class TaskReasonDto extends ReasonDto {
  @ShowsText('Id of the task.')
  task_id!: string;

  @ShowsText('Id of its node.')
  node!: string;
}

@ApiSchema({ name: 'Explanation' })
export class ExplanationDto {
  @ShowsOne(() => ReasonDto, 'Why the run has not ended; null once it has.', { nullable: true })
  run!: ReasonDto | null;

  @ShowsMany(() => TaskReasonDto, 'Its tasks that have not ended, by their number.')
  tasks!: TaskReasonDto[];

  @ShowsOne(() => PageInfo, 'Where the tasks go on.')
  page!: PageInfo;
}

export function showExplanation(
  runId: string,
  list: string,
  { run, tasks, hasMore }: RunExplanation,
): ExplanationDto {
  const last = tasks.at(-1);
  const next = hasMore && last ? encodeCursor(list, String(last.n)) : null;
  return {
    run: run && showReason(run),
    tasks: tasks.map((task) => ({
      ...showReason(task),
      task_id: formatTaskId(runId, task.n),
      node: task.node,
    })),
    page: { next, has_more: next !== null },
  };
}

function showReason({ code, message, blocking, since, lookedAtAgain }: Explanation): ReasonDto {
  return {
    code,
    message,
    blocking,
    since: since.toISOString(),
    looked_at_again: lookedAtAgain.toISOString(),
  };
}
