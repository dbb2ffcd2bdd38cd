import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { etagOf } from '@maestro/nest-kit';
import { formatId } from '@maestro/persistence';
import type { HookRow } from '@maestro/persistence/webhooks';
import { hookToken, verifierKinds, type VerifierKind } from '@maestro/webhooks';
import { AcceptedEventDto } from '../events/event.dto';
import { FlagField, ObjectField, TextField, WordField } from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsFlag, ShowsObject, ShowsOne, ShowsText, ShowsTime, ShowsWord } from '../http/shows';
import { RotateWebhookBody } from '../webhooks/webhook.dto';

@ApiSchema({ name: 'Hook', description: 'An address that takes what others tell, under signatures.' })
export class HookDto {
  @ShowsText('Its id.', { example: 'hok_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsText('Where others tell it: a path of this server.') path!: string;
  @ShowsWord(verifierKinds, 'By whose rules messages are signed.') verifier!: VerifierKind;
  @ShowsText('An expression over `trigger.headers` and `trigger.body`; empty: all messages.') match!: string;
  @ShowsObject('What of the event is made otherwise than the verifier has it.') mapping!: JsonObject;
  @ShowsFlag('Whether it takes anything. Off, it answers as if it were not there.') enabled!: boolean;

  @ShowsTime('Until when the secret of before counts as well; null where there is none.', { nullable: true })
  previous_secret_until!: string | null;

  @ShowsText('Who made it.') created_by!: string;
  @ShowsText('Who changed it last.') changed_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const HookList = ListOf(HookDto, 'HookList');

@ApiSchema({ name: 'NewHook', description: 'A hook with what its sender signs with: shown this once.' })
export class NewHookDto extends HookDto {
  @ShowsText('The secret, where none was given. Nobody can show it again.', { nullable: true })
  secret!: string | null;
}

@ApiSchema({ name: 'HookAnswer', description: 'What became of a message.' })
export class HookAnswerDto {
  @ShowsOne(() => AcceptedEventDto, 'The event, and what it began; null where it did not match.', {
    nullable: true,
  })
  event!: AcceptedEventDto | null;
}

@ApiSchema({ name: 'HookChallenge', description: 'What Slack asks of an address before it uses it.' })
export class HookChallengeDto {
  @ShowsText('The word that it sent.') challenge!: string;
}

class HookFieldsBody {
  @TextField({
    description: 'An expression over `trigger.headers` and `trigger.body`. Empty: all messages.',
    min: 0,
    max: 16_384,
    example: "trigger.body.action == 'opened'",
  })
  match?: string;

  @ObjectField({
    description:
      '`type`, `source`, `id`, `subject` and `data` of the event, where not as the verifier has them; strings may hold expressions.',
    example: { type: 'shop.order.${{ trigger.body.kind }}' },
  })
  mapping?: JsonObject;
}

const NAME_FIELD = { description: 'What it is called.', max: 200 };
const SECRET_FIELD = {
  description: 'What the sender signs with: needed for stripe and slack, made where left out for others.',
  min: 8,
  max: 256,
};

@ApiSchema({ name: 'HookBody' })
export class HookBody extends HookFieldsBody {
  @TextField({ ...NAME_FIELD, required: true })
  name!: string;

  @WordField({ description: 'By whose rules messages are signed.', words: verifierKinds, required: true })
  verifier!: VerifierKind;

  @TextField(SECRET_FIELD)
  secret?: string;
}

@ApiSchema({ name: 'HookChanges' })
export class HookChanges extends HookFieldsBody {
  @TextField(NAME_FIELD)
  name?: string;

  @FlagField({ description: 'Whether it takes anything.' })
  enabled?: boolean;
}

@ApiSchema({ name: 'RotateHookBody' })
export class RotateHookBody extends RotateWebhookBody {
  @TextField(SECRET_FIELD)
  secret?: string;
}

export function showHook(tenantId: string, row: HookRow): HookDto {
  const state = {
    ...{ id: formatId('hok', row.id), name: row.name },
    path: `/api/hooks/${hookToken({ tenantId, hookId: row.id })}`,
    verifier: row.verifier as VerifierKind,
    ...{ match: row.match ?? '', mapping: { ...row.mapping }, enabled: row.enabled },
    previous_secret_until: row.previousUntil?.toISOString() ?? null,
    ...{ created_by: row.createdBy, changed_by: row.changedBy },
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  return { ...state, etag: etagOf(state) };
}
