import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { checkInputs } from '@maestro/engine';
import { checkFields, CurrentPrincipal } from '@maestro/nest-kit';
import { parseId, type TenantTx, type TriggerFields, type TriggerKindFields } from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import {
  checkTrigger,
  decideFiring,
  getTrigger,
  passesEnd,
  passesFilter,
  readEvents,
  triggerValue,
  type CloudEvent,
} from '@maestro/triggers';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { pointing } from '../http/pointing';
import { begunBy, targetIn } from './begun';
import { triggerIn } from './read-trigger';
import { TriggerBody, TriggerTestBody } from './trigger-body';
import { TriggerTestDto } from './trigger.dto';

type Tried = Omit<TriggerFields, 'enabled'> & TriggerKindFields;
const NOTHING = { reason: null, detail: null, inputs: null, labels: null, idempotency_key: null };

@ApiTags('triggers')
@Controller('api/triggers/test')
export class TriggerTestController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'testTrigger',
    summary: 'Try a trigger on an event',
    description: 'Says what would be begun, and begins nothing. Gates are not asked.',
    access: 'trigger:read',
    answers: { 200: { type: TriggerTestDto, description: 'What it would make of the event.' } },
  })
  async test(
    @CurrentPrincipal() { tenantId }: Principal,
    @Body() body: TriggerTestBody,
  ): Promise<TriggerTestDto> {
    const [event] = readEvents([body.event], () => '/event') as [CloudEvent];
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const trigger = await triedIn(tx, body);
      const begun = await begunBy(this.connections, tx, trigger);
      if (body.trigger) checkTrigger(trigger, begun, '/trigger');
      const { kind, filter } = trigger;
      const passes =
        kind === 'event' ? passesFilter(filter, event) : isObject(event) && passesEnd(filter, event);
      if (!passes) return { outcome: 'filtered', ...NOTHING };
      const { status, reason, detail, ...made } = decideFiring(trigger, triggerValue(event), new Date());
      if (status !== 'due') return { ...NOTHING, outcome: status, reason, detail };
      const { inputs, labels, idempotencyKey } = made;
      const shown = { inputs, labels: { ...labels }, idempotency_key: idempotencyKey };
      const refusal =
        begun && refusalOf(() => checkInputs({ plan: begun.plan, inputs: { ...begun.given, ...inputs } }));
      return { outcome: refusal ? 'refused' : 'fires', reason: null, detail: null, ...refusal, ...shown };
    });
  }
}

function isObject({ data }: CloudEvent): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

async function triedIn(tx: TenantTx, { trigger_id: id, trigger }: TriggerTestBody): Promise<Tried> {
  if ((id === undefined) === (trigger === undefined))
    throw faultAt(
      id === undefined ? 'missing-field' : 'conflicting-fields',
      '/trigger',
      'Give a trigger, or the id of one.',
    );
  if (trigger === undefined) {
    const found = parseId('trg', id ?? '');
    return getTrigger(tx, found).catch((error: unknown) => {
      if (error instanceof MaestroError && error.code === 'not-found')
        throw faultAt('unknown-ref', '/trigger_id', error.message);
      throw error;
    });
  }
  const about = { pointer: '/trigger', name: 'The trigger' };
  const checked = pointing(about, () => checkFields(TriggerBody, trigger as never));
  return { ...triggerIn(checked, '/trigger'), ...(await targetIn(tx, checked, '/trigger')) };
}

function refusalOf(check: () => void): { reason: string; detail: string } | null {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const [first] = error.errors ?? [];
    return { reason: error.code, detail: first ? `${first.pointer}: ${first.message}` : error.message };
  }
}
