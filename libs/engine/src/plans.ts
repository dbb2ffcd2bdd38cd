import { upgradePlan, type Plan } from '@maestro/dsl';
import { statement, type EngineDatabase } from '@maestro/persistence';

/** The plan of a template version and the name it is published under. */
export interface CompiledTemplate {
  plan: Plan;
  name: string;
}

export interface PlanCache {
  get(tenantId: string, templateId: string, version: number): Promise<CompiledTemplate>;
}

const templatePlan = statement('template_plan');

/** A version never changes, so a plan read once is right for ever; the oldest of 500 make room. */
const CAPACITY = 500;

export function createPlanCache(database: EngineDatabase): PlanCache {
  const plans = new Map<string, Promise<CompiledTemplate>>();

  const read = async (tenantId: string, templateId: string, version: number) => {
    const [row] = await database.query<CompiledTemplate>(templatePlan, [tenantId, templateId, version]);
    if (!row) throw new Error(`template ${templateId} has no version ${version}`);
    return { ...row, plan: upgradePlan(row.plan) };
  };

  return {
    get(tenantId, templateId, version) {
      const key = `${tenantId}/${templateId}/${version}`;
      let plan = plans.get(key);
      if (plan) plans.delete(key);
      else {
        plan = read(tenantId, templateId, version);
        plan.catch(() => plans.delete(key));
      }
      plans.set(key, plan);
      if (plans.size > CAPACITY) plans.delete(plans.keys().next().value as string);
      return plan;
    },
  };
}
