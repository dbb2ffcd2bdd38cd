import { faultAt, MaestroError, truncate } from '@maestro/problems';
import type { HookFields } from '@maestro/persistence/webhooks';
import { faultsOfExpression, faultsOfTemplates } from '@maestro/triggers';
import { keyOfSecret, newSigningSecret } from '../signing/secret';
import type { VerifierKind } from '../signing/verify';
import { mappedFields, messageFields } from './map-message';

const NAME = { root: 'trigger', fields: messageFields };
const MAX_FAULTS = 100;

/**
 * Refuses a hook whose expressions do not parse or name what is not there, and a mapping to what events do not have.
 *
 * @throws MaestroError with a pointer for each fault
 */
export function checkHook({ match, mapping }: Pick<HookFields, 'match' | 'mapping'>): void {
  for (const [name, value] of Object.entries(mapping)) {
    const pointer = `/mapping/${truncate(name, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(mappedFields as readonly string[]).includes(name))
      throw faultAt('unknown-field', pointer, `A mapping makes ${mappedFields.join(', ')}.`);
    if (name !== 'data' && typeof value !== 'string')
      throw faultAt(
        'wrong-type',
        pointer,
        'This must be a text, with expressions as ${{ trigger.body.id }}.',
      );
  }
  const faults = [
    ...(match === null ? [] : faultsOfExpression('/match', match, NAME)),
    ...faultsOfTemplates('/mapping', { ...mapping }, NAME),
  ];
  const [first] = faults;
  if (!first) return;
  const code = faults.every((fault) => fault.code === first.code) ? first.code : 'validation-failed';
  throw new MaestroError(code, `${first.pointer}: ${first.message}`, { errors: faults.slice(0, MAX_FAULTS) });
}

/** The secret that was given, or a new one where the sender takes ours. @throws MaestroError with a pointer */
export function secretFor(verifier: VerifierKind, given: string | undefined): string {
  if (given === undefined) {
    if (verifier === 'stripe' || verifier === 'slack')
      throw faultAt('missing-field', '/secret', `Give the signing secret that ${verifier} shows.`);
    return newSigningSecret();
  }
  if (verifier === 'standard-webhooks' && keyOfSecret(given) === null)
    throw faultAt('validation-failed', '/secret', 'This must be whsec_ and 24 to 64 bytes in base64.');
  return given;
}
