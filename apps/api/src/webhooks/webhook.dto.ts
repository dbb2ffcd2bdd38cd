import { ApiSchema } from '@nestjs/swagger';
import { etagOf } from '@maestro/nest-kit';
import { formatId } from '@maestro/persistence';
import { deliveryStatuses, type DeliveryRow, type WebhookRow } from '@maestro/persistence/webhooks';
import { eventTypes } from '@maestro/webhooks';
import { IntegerField, TextField, TextListField } from '../http/fields';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsMany,
  ShowsObject,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';
import type { JsonObject } from '@maestro/dsl';

/** What moves without anybody changing the webhook. */
export const moving = ['enabled', 'off_reason', 'failing_since', 'updated_at', 'etag'];

const offReasons = ['manual', 'gone', 'failing'] as const;

@ApiSchema({ name: 'Webhook', description: 'An address that is told what happens, under signatures.' })
export class WebhookDto {
  @ShowsText('Its id, which never changes.', { example: 'whk_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Where it is told.') url!: string;
  @ShowsText('What it is for.') description!: string;
  @ShowsTexts('Types of events that it hears of.') events!: string[];
  @ShowsTexts('Templates whose runs it hears of; all, where there are none.') templates!: string[];
  @ShowsTexts('Orchestras whose runs it hears of; all, where there are none.') orchestras!: string[];
  @ShowsFlag('Whether it is told anything.') enabled!: boolean;

  @ShowsWord(
    offReasons,
    'Why it is off: somebody switched it off, it said 410, or it failed for five days.',
    {
      nullable: true,
    },
  )
  off_reason!: WebhookRow['offReason'];

  @ShowsTime('Since when every attempt failed; null where the last one did not.', { nullable: true })
  failing_since!: string | null;

  @ShowsTime('Until when the secret of before signs as well; null where there is none.', { nullable: true })
  previous_secret_until!: string | null;

  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const WebhookList = ListOf(WebhookDto, 'WebhookList');

@ApiSchema({ name: 'NewWebhook', description: 'A webhook with what checks its signatures: shown this once.' })
export class NewWebhookDto extends WebhookDto {
  @ShowsText('The secret that signs. Nobody can show it again.', { example: 'whsec_…' }) secret!: string;
}

class WebhookFieldsBody {
  @TextField({ description: 'What it is for.', min: 0, max: 500 })
  description?: string;

  @TextListField({
    description: 'Hear of runs of these templates alone; of all, where left out.',
    maxItems: 50,
    example: ['tpl_01j9z3k4v5x6y7z8a9b0c1d2e3'],
  })
  templates?: string[];

  @TextListField({
    description: 'Hear of runs of these orchestras alone; of all, where left out.',
    maxItems: 50,
  })
  orchestras?: string[];
}

const URL_FIELD = {
  description:
    'Where to tell it: https, or http within a network of your own. Private addresses need `egress_allow`.',
  max: 2_048,
  example: 'https://hooks.example.com/maestro',
};
const EVENTS_FIELD = {
  description: `What to tell of: ${Object.entries(eventTypes)
    .map(([type, meaning]) => `\`${type}\` (${meaning})`)
    .join(', ')}.`,
  maxItems: 50,
  example: ['maestro.run.failed'],
};

@ApiSchema({ name: 'WebhookBody' })
export class WebhookBody extends WebhookFieldsBody {
  @TextField({ ...URL_FIELD, required: true })
  url!: string;

  @TextListField({ ...EVENTS_FIELD, required: true })
  events!: string[];
}

@ApiSchema({ name: 'WebhookChanges' })
export class WebhookChanges extends WebhookFieldsBody {
  @TextField(URL_FIELD)
  url?: string;

  @TextListField(EVENTS_FIELD)
  events?: string[];
}

/** The overlap where none is asked for. */
export const OVERLAP_S = 24 * 3_600;

@ApiSchema({ name: 'RotateWebhookBody' })
export class RotateWebhookBody {
  @IntegerField({
    description: `For how many seconds the secret of before signs as well; ${OVERLAP_S}, where left out.`,
    min: 0,
    max: 7 * 24 * 3_600,
  })
  overlap_s?: number;
}

@ApiSchema({ name: 'DeliveryAttempt', description: 'One try to deliver something.' })
export class DeliveryAttemptDto {
  @ShowsTime('When.') at!: string;
  @ShowsInteger('What the server answered; null where it did not.', { nullable: true }) status!:
    number | null;
  @ShowsInteger('Milliseconds until the end of the answer.') latency_ms!: number;
  @ShowsText('Code of what went wrong; null where it was taken.', { nullable: true }) error!: string | null;
  @ShowsText('The beginning of the answer; what it repeats of the secret is masked.', { nullable: true })
  response!: string | null;
}

@ApiSchema({ name: 'WebhookDelivery', description: 'Something that is told to one webhook.' })
export class DeliveryDto {
  @ShowsText('Its id.', { example: 'whd_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('To which webhook.') webhook_id!: string;
  @ShowsText('Id of the event: the same in every attempt, and where it is sent again.') event_id!: string;
  @ShowsText('Type of the event.') type!: string;
  @ShowsWord(deliveryStatuses, 'What has become of it.') status!: DeliveryRow['status'];
  @ShowsTime('When it is tried next; null where it is not.', { nullable: true }) next_attempt_at!:
    string | null;
  @ShowsMany(() => DeliveryAttemptDto, 'What was tried, oldest first.') attempts!: DeliveryAttemptDto[];
  @ShowsObject('The event, as it is sent.') event!: JsonObject;
  @ShowsText('The delivery that this one repeats; null where it repeats none.', { nullable: true })
  replay_of!: string | null;
  @ShowsTime('When it was written down.') created_at!: string;
  @ShowsTime('When it was over.', { nullable: true }) finished_at!: string | null;
}

export const DeliveryList = ListOf(DeliveryDto, 'WebhookDeliveryList');

export function showWebhook(row: WebhookRow): WebhookDto {
  const { url, description, enabled, offReason, failingSince, previousUntil } = row;
  const settings = {
    ...{ id: formatId('whk', row.id), url, description, events: [...row.events] },
    templates: row.templateIds.map((id) => formatId('tpl', id)),
    orchestras: row.orchestraIds.map((id) => formatId('orc', id)),
    previous_secret_until: previousUntil?.toISOString() ?? null,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
  return {
    ...settings,
    ...{ enabled, off_reason: offReason, failing_since: failingSince?.toISOString() ?? null },
    updated_at: row.updatedAt.toISOString(),
    etag: etagOf(settings),
  };
}

export function showDelivery(row: DeliveryRow): DeliveryDto {
  const { status, type, nextAt, log } = row;
  return {
    id: formatId('whd', row.id),
    webhook_id: formatId('whk', row.webhookId),
    event_id: row.eventId,
    ...{ type, status, attempts: log },
    next_attempt_at: status === 'pending' ? nextAt.toISOString() : null,
    event: JSON.parse(row.body) as JsonObject,
    replay_of: row.replayOf && formatId('whd', row.replayOf),
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
