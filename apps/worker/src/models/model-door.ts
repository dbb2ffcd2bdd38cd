import { planNode, type Engine } from '@maestro/engine';
import { labelsOfData } from '@maestro/governance';
import type { ModelDoor, OfferedProvider } from '@maestro/handlers';
import { barOf, type ModelProvider } from '@maestro/models';
import { readServedModels } from '@maestro/persistence';
import { revealSecrets } from '@maestro/secrets';
import { askForSecrets, type SecretSource } from '../attempt-secrets';
import { reserveOnceMore } from '../billing';
import type { HeldAttempt } from '../held-attempts';
import { ModelTimes } from './model-times';

/** Makes the doors of attempts to the models of their tenants. */
export function createModelDoors({ engine, source }: { engine: Engine; source: SecretSource }) {
  const times = new ModelTimes();
  return (attempt: HeldAttempt): ModelDoor => {
    const { tenantId } = attempt.task.run.ref;
    let offered: Promise<OfferedProvider[]> | undefined;
    // What an attempt asks for its price and again for its work is read once.
    const providers = () => (offered ??= offeredTo(source, attempt, times));
    return {
      providers,
      key: async (name) => {
        const provider = (await providers()).find((each) => each.name === name);
        return provider?.secret == null ? null : keyOf(source, attempt, provider.secret);
      },
      took: async (about) => times.note(tenantId, about),
      reserveAgain: (worst) => reserveOnceMore(engine, attempt, worst),
    };
  };
}

export type ModelDoors = ReturnType<typeof createModelDoors>;

async function offeredTo(
  { tenants }: SecretSource,
  { task }: HeldAttempt,
  times: ModelTimes,
): Promise<OfferedProvider[]> {
  const { tenantId } = task.run.ref;
  const { allow, providers } = await tenants.withTenant(tenantId, (tx) => readServedModels(tx));
  const labels = labelsOfData({ ...task.run.plan.metadata }).map(String);
  return (providers as unknown as ModelProvider[]).map((provider) => ({
    ...provider,
    barred: barOf(provider, allow),
    data_labels: labels,
    latency: times.of(tenantId, provider.name),
  }));
}

async function keyOf(source: SecretSource, { task }: HeldAttempt, name: string): Promise<string> {
  const { tenantId, runId } = task.run.ref;
  await askForSecrets(source.policy, task, [name]);
  const attempt = { tenantId, runId, task: task.n, attempt: task.attempt };
  const secret = (await revealSecrets(source, [name], attempt)).get(name);
  if (!secret) throw new Error(`the secret of ${planNode(task).id} is gone`);
  return secret.reveal();
}
