import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import { isAllowedAddress, ruleSchema, servedModelSchema, type ModelKind } from '@maestro/models';
import { getTenant, knownSecretNames, type ModelProviderFields, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { fault } from '../http/fault';
import type { ModelProviderChanges } from './model-provider.dto';

const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const noFields: ModelProviderFields = {
  ...{ baseUrl: null, secret: null, region: null, dataClasses: [], models: [], rules: [] },
  ...{ stream: true, enabled: true },
};

/** @throws MaestroError `invalid-name` */
export function providerName(name: string): string {
  if (NAME.test(name)) return name;
  throw fault(
    'invalid-name',
    '/name',
    'A name has small letters, digits, ".", "_" and "-", and begins with one of the first two.',
  );
}

/**
 * A provider as a body makes it of what it was.
 *
 * @throws MaestroError with the place of what is wrong; `policy-denied` for an address that the tenant does not allow
 */
export async function changedProvider(
  tx: TenantTx,
  body: ModelProviderChanges,
  { kind, was }: { kind: ModelKind; was: ModelProviderFields },
): Promise<ModelProviderFields> {
  const { base_url: baseUrl, secret, region, data_classes: dataClasses, stream, enabled } = body;
  const fields: ModelProviderFields = {
    baseUrl: baseUrl ?? was.baseUrl,
    secret: secret === undefined ? was.secret : secret || null,
    region: region === undefined ? was.region : region || null,
    dataClasses: dataClasses ?? was.dataClasses,
    models: body.models === undefined ? was.models : checkedModels(body.models),
    rules: body.rules === undefined ? was.rules : checkedRules(body.rules),
    ...{ stream: stream ?? was.stream, enabled: enabled ?? was.enabled },
  };
  checkKind(kind, fields);
  if (baseUrl !== undefined) await checkAddress(tx, baseUrl);
  if (secret) await checkSecret(tx, secret);
  return fields;
}

/** What a kind has, and what it has not. */
function checkKind(kind: ModelKind, { baseUrl, secret, rules }: ModelProviderFields): void {
  if (kind === 'rules') {
    if (baseUrl !== null)
      throw fault('conflicting-fields', '/base_url', 'Rules answer here: they have no address.');
    if (secret !== null) throw fault('conflicting-fields', '/secret', 'Rules answer here: they need no key.');
    if (rules.length === 0) throw fault('missing-field', '/rules', 'A provider of this kind needs rules.');
    return;
  }
  if (baseUrl === null)
    throw fault('missing-field', '/base_url', 'A provider of this kind needs an address.');
  if (rules.length > 0) throw fault('conflicting-fields', '/rules', 'Only the kind "rules" has rules.');
}

async function checkAddress(tx: TenantTx, baseUrl: string): Promise<void> {
  const { egressAllow } = await getTenant(tx);
  if (!isAllowedAddress(baseUrl, egressAllow))
    throw fault(
      'policy-denied',
      '/base_url',
      'The tenant does not allow this address: name its host:port in egress_allow first. It is http or https, without credentials and query.',
    );
}

async function checkSecret(tx: TenantTx, secret: string): Promise<void> {
  const known = await knownSecretNames(tx, [secret]);
  if (!known.includes(secret)) throw fault('unknown-secret', '/secret', 'There is no such secret.');
}

function checkedModels(models: readonly object[]): JsonObject[] {
  const list = conforming(models, servedModelSchema, '/models');
  const twice = list.findIndex(({ name }, n) => list.findIndex((other) => other['name'] === name) !== n);
  if (twice !== -1) throw fault('duplicate-id', `/models/${twice}/name`, 'A model stands here twice.');
  return list;
}

function checkedRules(rules: readonly object[]): JsonObject[] {
  const list = conforming(rules, ruleSchema, '/rules');
  for (const [n, rule] of list.entries())
    for (const field of ['match', 'system'] as const) checkPattern(rule[field], `/rules/${n}/${field}`);
  return list;
}

function checkPattern(pattern: Json | undefined, pointer: string): void {
  if (pattern === undefined) return;
  try {
    compileSchema({ type: 'string', pattern });
  } catch {
    throw fault('unsafe-schema', pointer, 'The pattern does not parse, or may take too long.');
  }
}

function conforming(parts: readonly object[], items: JsonObject, pointer: string): JsonObject[] {
  const list = parts.map((part) => ({ ...part })) as JsonObject[];
  const faults = compileSchema({ type: 'array', items })(list);
  if (faults.length === 0) return list;
  throw new MaestroError('validation-failed', `The ${pointer.slice(1)} have faults.`, {
    errors: faults.slice(0, 20).map((each) => ({ ...each, pointer: `${pointer}${each.pointer ?? ''}` })),
  });
}
