import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import {
  encodeEventCursor,
  formatId,
  formatTaskId,
  type EventRow,
  type EventType,
  type NodeOutline,
} from '@maestro/persistence';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsMany, ShowsObject, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

export const eventTypes = [
  'run.created',
  'tasks',
  'run.finished',
  'anomaly.detected',
  'run.control',
  'run.labels',
  'task.control',
  'signal.received',
  'approval.requested',
  'approval.vote',
  'slot.deadline_missed',
  'log',
] as const satisfies readonly EventType[];

@ApiSchema({ name: 'Transition', description: 'One move of one task.' })
export class TransitionDto {
  @ShowsText('Id of the task.')
  task!: string;

  @ShowsInteger('Number of the task.')
  n!: number;

  @ShowsText('Id of its node.')
  node!: string;

  @ShowsText('Status it had.')
  from!: string;

  @ShowsText('Status it has.')
  to!: string;

  @ShowsInteger('Attempt the move belongs to.')
  attempt!: number;
}

@ApiSchema({ name: 'Event', description: 'What one transaction did to one run.' })
export class EventDto {
  @ShowsText('Position of the event in the run\u2019s history: go on from here with `after`.')
  id!: string;

  @ShowsTime('When it happened.')
  at!: string;

  @ShowsWord(eventTypes, 'What happened.')
  type!: EventType;

  @ShowsText('The run; null where a slot has none.', { nullable: true })
  run_id!: string | null;

  @ShowsText('Who did it; null where nobody in particular did.', { nullable: true })
  actor!: string | null;

  @ShowsMany(() => TransitionDto, 'Tasks that moved.')
  transitions!: TransitionDto[];

  @ShowsObject('What else there is to say: a log line, the new status.', { nullable: true })
  data!: JsonObject | null;
}

export const EventList = ListOf(EventDto, 'EventList');

/** What turns rows of a run's history into events: the same for all of them. */
export interface EventFrame {
  runId: string;
  cluster: string;
  outline: readonly NodeOutline[];
}

export function showEvent({ runId, cluster, outline }: EventFrame, event: EventRow): EventDto {
  return {
    id: encodeEventCursor(cluster, event),
    at: event.at.toISOString(),
    type: event.type,
    ...aboutOf(runId, event),
    actor: event.actor,
    transitions: event.transitions.map(({ n, node, from, to, attempt }) => ({
      task: formatTaskId(runId, n),
      n,
      node: outline[node]?.id ?? String(node),
      // A task that has just come into being was pending before, as far as anybody could see.
      from: from ?? 'pending',
      to,
      attempt,
    })),
  };
}

/** A slot that began nothing has a history of its own, which is no run's. */
function aboutOf(runId: string, { type, data }: EventRow): Pick<EventDto, 'run_id' | 'data'> {
  if (type !== 'slot.deadline_missed') return { run_id: formatId('run', runId), data };
  const { orchestra: _, run, ...shown } = data ?? {};
  return { run_id: typeof run === 'string' ? formatId('run', run) : null, data: shown };
}
