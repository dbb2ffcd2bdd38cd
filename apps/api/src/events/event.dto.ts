import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Json } from '@maestro/dsl';
import {
  firingStatuses,
  formatId,
  type FiringRow,
  type FiringStatus,
  type ReceivedEventRow,
} from '@maestro/persistence';
import type { ReceivedEvent } from '@maestro/triggers';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsJson,
  ShowsMany,
  ShowsObject,
  ShowsText,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

@ApiSchema({ name: 'CloudEvent', description: 'An event by CloudEvents 1.0, in its JSON format.' })
export class CloudEventDto {
  @ApiProperty({ type: 'string', enum: ['1.0'], description: 'The version of the specification.' })
  specversion!: string;

  @ApiProperty({
    ...{ type: 'string', minLength: 1, maxLength: 255, example: 'order-17' },
    description: 'With `source` it names the event: the same again is a repeat.',
  })
  id!: string;

  @ApiProperty({
    ...{ type: 'string', minLength: 1, maxLength: 512, example: '/shops/berlin' },
    description: 'Where it comes from, a URI reference.',
  })
  source!: string;

  @ApiProperty({
    ...{ type: 'string', minLength: 1, maxLength: 255, example: 'com.example.order.placed' },
    description: 'What happened.',
  })
  type!: string;

  @ApiProperty({ type: 'string', required: false, maxLength: 512, description: 'What it is about.' })
  subject?: string;

  @ApiProperty({ type: 'string', format: 'date-time', required: false, description: 'When it happened.' })
  time?: string;

  @ApiProperty({ type: 'string', required: false, maxLength: 255, description: 'Media type of `data`.' })
  datacontenttype?: string;

  @ApiProperty({ type: 'string', required: false, maxLength: 512, description: 'Schema of `data`, a URI.' })
  dataschema?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'What it says: any JSON.',
  })
  data?: Json;

  @ApiProperty({ type: 'string', required: false, description: 'Instead of `data`: bytes as base64.' })
  data_base64?: string;
}

@ApiSchema({ name: 'Firing', description: 'What an event meant to a trigger.' })
export class FiringDto {
  @ShowsText('Id of the trigger.') trigger_id!: string;
  @ShowsText('Its name.') trigger!: string;
  @ShowsText('Id of the event.') event_id!: string;

  @ShowsWord(
    firingStatuses,
    '`due` until its run is started, `fired` with a run, `unmatched` where the expression said no, `refused` where something stood in the way.',
  )
  status!: FiringStatus;

  @ShowsText('Why: the code of an error, or of what refused the run.', { nullable: true }) reason!:
    string | null;
  @ShowsText('The same in words.', { nullable: true }) detail!: string | null;
  @ShowsText('The run that it began, or that its idempotency key had begun.', { nullable: true }) run_id!:
    string | null;
  @ShowsInteger('How many triggers in a row came to this.') depth!: number;
  @ShowsTime('When it is tried next.', { nullable: true }) next_try_at!: string | null;
  @ShowsTime('When the event came.') created_at!: string;
  @ShowsTime('When it was settled.', { nullable: true }) settled_at!: string | null;
}

export const FiringList = ListOf(FiringDto, 'FiringList');

@ApiSchema({ name: 'AcceptedEvent', description: 'What became of an event that was sent.' })
export class AcceptedEventDto {
  @ShowsText('Its id here.', { example: 'evt_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Where it comes from.') source!: string;
  @ShowsText('What its sender calls it.') event_id!: string;
  @ShowsFlag('Whether it had come before: then nothing new was begun.') repeated!: boolean;
  @ShowsTime('When it came first.') received_at!: string;
  @ShowsMany(() => FiringDto, 'What it began, and what it did not.') firings!: FiringDto[];
}

@ApiSchema({ name: 'AcceptedEvents' })
export class AcceptedEventsDto {
  @ShowsMany(() => AcceptedEventDto, 'In the order in which they were sent.') events!: AcceptedEventDto[];
}

@ApiSchema({ name: 'ReceivedEvent', description: 'An event that was received.' })
export class ReceivedEventDto {
  @ShowsText('Its id here.') id!: string;
  @ShowsText('Where it comes from.') source!: string;
  @ShowsText('What its sender calls it.') event_id!: string;
  @ShowsText('What happened.') type!: string;
  @ShowsText('What it is about.', { nullable: true }) subject!: string | null;
  @ShowsTime('When it happened, as its sender says.', { nullable: true }) time!: string | null;
  @ShowsText('Media type of its data.', { nullable: true }) datacontenttype!: string | null;
  @ShowsText('Schema of its data.', { nullable: true }) dataschema!: string | null;
  @ShowsObject('Its extension attributes.') extensions!: Record<string, string | number | boolean>;
  @ShowsJson('What it says.') data!: Json;
  @ShowsText('What it says, where that is bytes.', { nullable: true }) data_base64!: string | null;
  @ShowsText('Who sent it.') received_by!: string;
  @ShowsTime('When it came.') received_at!: string;
}

@ApiSchema({ name: 'ReceivedEventDetail', description: 'An event, and what it began.' })
export class ReceivedEventDetailDto extends ReceivedEventDto {
  @ShowsMany(() => FiringDto, 'What it meant to the triggers whose filter it passed.') firings!: FiringDto[];
}

export const ReceivedEventList = ListOf(ReceivedEventDto, 'ReceivedEventList');

export function showFiring(row: FiringRow): FiringDto {
  const { status, reason, detail, depth } = row;
  return {
    trigger_id: formatId('trg', row.triggerId),
    trigger: row.triggerName,
    event_id: formatId('evt', row.eventId),
    ...{ status, reason, detail },
    run_id: row.runId === null ? null : formatId('run', row.runId),
    depth,
    next_try_at: row.dueAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    settled_at: row.settledAt?.toISOString() ?? null,
  };
}

export function showAccepted({
  id,
  source,
  eventId,
  receivedAt,
  repeated,
  firings,
}: ReceivedEvent): AcceptedEventDto {
  return {
    id: formatId('evt', id),
    ...{ source, event_id: eventId, repeated, received_at: receivedAt.toISOString() },
    firings: firings.map(showFiring),
  };
}

export function showReceived(row: ReceivedEventRow): ReceivedEventDto {
  const { source, eventId, type, subject, extensions, data } = row;
  return {
    id: formatId('evt', row.id),
    ...{ source, event_id: eventId, type, subject, time: row.time?.toISOString() ?? null },
    ...{ datacontenttype: row.contentType, dataschema: row.dataSchema },
    ...{ extensions: { ...extensions }, data, data_base64: row.dataBase64 },
    received_by: row.receivedBy,
    received_at: row.receivedAt.toISOString(),
  };
}
