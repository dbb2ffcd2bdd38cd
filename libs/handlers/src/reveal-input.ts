import { isWithin, Secret, type Json, type WithSecrets } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { escapePointer } from './json-safety';

/**
 * The input with the values of its secrets.
 *
 * @throws MaestroError `secret-in-output` where one stands in a part that the handler does not say it takes them in
 */
export function revealInput(
  input: WithSecrets,
  { ref, secrets }: { ref: string; secrets: readonly string[] },
): Json {
  if (!holdsSecret(input)) return input as Json;
  const reveal = (value: WithSecrets, pointer: string): Json => {
    if (value instanceof Secret) {
      if (isWithin(pointer, secrets)) return value.reveal();
      throw new MaestroError('secret-in-output', `The handler ${ref} takes no secret here.`, {
        errors: [{ pointer, code: 'secret-in-output', message: 'A secret here might be stored or shown.' }],
      });
    }
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item, i) => reveal(item, `${pointer}/${i}`));
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, reveal(member, `${pointer}/${escapePointer(key)}`)]),
    );
  };
  return reveal(input, '');
}

/** Most inputs hold none: they need not be copied. */
function holdsSecret(value: WithSecrets): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (value instanceof Secret) return true;
  return (Array.isArray(value) ? value : Object.values(value)).some(holdsSecret);
}
