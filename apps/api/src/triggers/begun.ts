import type { JsonObject, Plan } from '@maestro/dsl';
import {
  findOrchestra,
  locateTemplate,
  parseId,
  type TenantTx,
  type TriggerFields,
  type TriggerKindFields,
} from '@maestro/persistence';
import { faultAt } from '@maestro/problems';
import { checkTrigger } from '@maestro/triggers';
import type { Connections } from '../connections';
import type { TriggerBody } from './trigger-body';

export type Target = Pick<TriggerKindFields, 'templateId' | 'orchestraId'>;

/** What a trigger is to begin, by its body. */
export async function targetIn(
  tx: TenantTx,
  { template_id: template, orchestra_id: orchestra }: TriggerBody,
  prefix = '',
): Promise<Target> {
  if ((template === undefined) === (orchestra === undefined))
    throw faultAt(
      template === undefined ? 'missing-field' : 'conflicting-fields',
      `${prefix}/template_id`,
      'Name a template or an orchestra that it begins.',
    );
  if (template !== undefined) {
    const id = parseId('tpl', template);
    if (id === null || !(await locateTemplate(tx, { id })))
      throw faultAt('unknown-ref', `${prefix}/template_id`, 'There is no such template.');
    return { templateId: id, orchestraId: null };
  }
  const id = parseId('orc', orchestra ?? '');
  if (id === null || !(await findOrchestra(tx, id)))
    throw faultAt('unknown-ref', `${prefix}/orchestra_id`, 'There is no such orchestra.');
  return { templateId: null, orchestraId: id };
}

/** Refuses expressions that cannot work, and inputs that the template does not take. */
export async function checkReady(
  connections: Pick<Connections, 'engine'>,
  tx: TenantTx,
  trigger: Target & Pick<TriggerFields, 'match' | 'inputs' | 'labels' | 'idempotencyKey'>,
): Promise<void> {
  checkTrigger(trigger, await begunBy(connections, tx, trigger));
}

/** The plan that plays now, and what an orchestra gives it; null where nothing is there any more to be begun. */
export async function begunBy(
  { engine }: Pick<Connections, 'engine'>,
  tx: TenantTx,
  { templateId, orchestraId }: Target,
): Promise<{ plan: Plan; given: JsonObject } | null> {
  const orchestra = orchestraId === null ? null : await findOrchestra(tx, orchestraId);
  const id = templateId ?? orchestra?.templateId;
  const located = id === undefined ? null : await locateTemplate(tx, { id });
  if (!located || id === undefined) return null;
  const { plan } = await engine.plans.get(tx.tenantId, id, located.version);
  return { plan, given: orchestra?.inputs ?? {} };
}
