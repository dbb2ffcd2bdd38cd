import { insertSecrets, Secret, type Json, type Scope, type WithSecrets } from '@maestro/dsl';
import { planNode } from '@maestro/engine';
import { MaestroError } from '@maestro/problems';
import { boundNames, revealSecrets, type Secrets } from '@maestro/secrets';
import { createMasker, maskError, noMask, type Masker } from '@maestro/secrets/mask';
import type { TenantDatabase } from '@maestro/persistence';
import type { PolicyService } from '@maestro/tenancy';
import type { HeldAttempt } from './held-attempts';

/** How attempts come by secrets. */
export interface SecretSource {
  secrets: Secrets;
  /** Read as the tenant: the engine's role has no grant on them. */
  tenants: TenantDatabase;
  policy?: PolicyService | undefined;
}

/** An input with its secrets, and what masks them in all that the attempt leaves behind. */
export interface SecretInput {
  input: WithSecrets;
  masker: Masker;
  /** Values by the pointer where each stands, for a process that is told its input in words. */
  values: readonly string[];
}

/**
 * Asks policy, then gives the input the secrets that its template names, in their current versions. What needs none pays
 * nothing.
 *
 * @throws MaestroError `secret-denied`, `policy-unavailable`, and what `revealSecrets` throws
 */
export async function withSecrets(
  source: SecretSource,
  { task }: Pick<HeldAttempt, 'task'>,
  { input, scope }: { input: Json; scope: Scope },
): Promise<SecretInput> {
  const node = planNode(task);
  if (node.secrets.length === 0) return { input, masker: noMask, values: [] };
  const { tenantId, runId } = task.run.ref;
  const bound = await boundNames(source.tenants, task.run.ref, node.secrets);
  const meant = [...new Set(bound.values())];
  await askForSecrets(source.policy, task, meant);
  const attempt = { tenantId, runId, task: task.n, attempt: task.attempt };
  const revealed = await revealSecrets(source, meant, attempt);
  const secrets = new Map([...bound].map(([name, secret]) => [name, revealed.get(secret) as Secret]));
  const whole = insertSecrets(node.with, input, { scope, secrets });
  // Also the strings as they were put together: `user:password` in base64 holds neither.
  const values = [
    ...new Set([...[...secrets.values()].map((secret) => secret.reveal()), ...revealedIn(whole)]),
  ];
  return { input: whole, masker: createMasker(values), values };
}

/**
 * The value of a secret that a tool of the task needs: asked for like those that the template names itself.
 *
 * @throws MaestroError `secret-denied`, `policy-unavailable`, and what `revealSecrets` throws
 */
export async function secretForTool(
  source: SecretSource,
  task: HeldAttempt['task'],
  name: string,
): Promise<string | null> {
  await askForSecrets(source.policy, task, [name]);
  const { tenantId, runId } = task.run.ref;
  const attempt = { tenantId, runId, task: task.n, attempt: task.attempt };
  return (await revealSecrets(source, [name], attempt)).get(name)?.reveal() ?? null;
}

/** The values of all secrets in a value. */
export function revealedIn(value: WithSecrets): string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (value === null || typeof value !== 'object') return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(revealedIn);
}

/** Runs what may leave text behind, and masks its result and its error. */
export async function masked<T>(masker: Masker, work: () => Promise<T>): Promise<T> {
  if (masker === noMask) return work();
  try {
    return masker.value(await work());
  } catch (error) {
    throw maskError(error, masker);
  }
}

/** Asks whether a task may use secrets. @throws MaestroError `secret-denied`, `policy-unavailable` */
export async function askForSecrets(
  policy: PolicyService | undefined,
  task: HeldAttempt['task'],
  names: readonly string[],
): Promise<void> {
  const { tenantId, runId } = task.run.ref;
  if (!policy || !(await policy.governs(tenantId, 'secret:use'))) return;
  const { id: node, ref: handler } = planNode(task);
  for (const name of names) {
    const question = {
      tenantId,
      action: 'secret:use' as const,
      principal: { kind: 'run', id: runId, actor: `run:${runId}`, role: null },
      resource: { type: 'secret', id: name, attributes: { name } },
      context: { template: task.run.templateName, version: task.run.version, run: runId, node, handler },
    };
    const { effect, reasons } = await policy.decide(question);
    if (effect !== 'allow')
      throw new MaestroError(
        'secret-denied',
        `The task may not use the secret "${name}": ${reasons.join('; ')}.`,
      );
  }
}
