import { MaestroError } from '@maestro/problems';
import type { Json } from '../json';
import { setMember } from '../members';
import { MASK, Secret } from '../secret';
import { evaluate } from './evaluate';
import type { Scope } from './scope';
import { asText, hasExpression, namesSecret, partsOf, render } from './template';

/** A value in which secrets may stand for strings. */
export type WithSecrets = Json | Secret | WithSecrets[] | { [name: string]: WithSecrets };

export interface SecretScope {
  scope: Scope;
  /** Those that the template names, by name. */
  secrets: ReadonlyMap<string, Secret>;
}

/**
 * Puts secrets into a rendered value, where its template names them: each string with a secret in it is a Secret as a whole.
 *
 * @param rendered what `render` made of the template, with masks where the secrets belong
 * @throws MaestroError as `evaluate` does, and `digest-mismatch` where the text around a secret is not the one in `rendered`
 */
export function insertSecrets(template: Json, rendered: Json, given: SecretScope): WithSecrets {
  if (typeof template === 'string')
    return hasExpression(template) && namesSecret(template)
      ? renderSecret(template, rendered, given)
      : rendered;
  if (template === null || typeof template !== 'object') return rendered;
  if (Array.isArray(template)) {
    const items = Array.isArray(rendered) ? rendered : [];
    return template.map((item, i) => insertSecrets(item, items[i] ?? null, given));
  }
  const members =
    rendered !== null && typeof rendered === 'object' && !Array.isArray(rendered) ? rendered : {};
  const result: { [name: string]: WithSecrets } = {};
  for (const [key, member] of Object.entries(template))
    setMember(
      result as Record<string, Json>,
      key,
      insertSecrets(member, members[key] ?? null, given) as Json,
    );
  return result;
}

function renderSecret(template: string, rendered: Json, { scope, secrets }: SecretScope): Secret {
  if (render(template, scope) !== rendered)
    throw new MaestroError('digest-mismatch', 'The text around a secret is another one than was approved.');
  const values = Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.reveal()]));
  const open = { ...scope, secrets: values };
  const text = partsOf(template).map((piece) =>
    'text' in piece ? piece.text : asText(evaluate(piece.expression, open)),
  );
  return new Secret(text.join(''));
}

/** The same value with a mask for each secret. */
export function maskSecrets(value: WithSecrets): Json {
  if (value instanceof Secret) return MASK;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(maskSecrets);
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) setMember(result, key, maskSecrets(member));
  return result;
}
