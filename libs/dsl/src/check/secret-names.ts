import { cut } from '../diagnostics/printable';
import type { NameUse } from '../expression/names';
import { SECRETS } from '../expression/secret-use';
import type { Cursor } from '../document/tree';
import { limits } from '../limits';
import type { SecretsOfOwner } from './expression-check';
import type { NameFault } from './names-in-scope';
import type { Reader } from './reader';
import { nameForms } from './vocabulary';

/** What is wrong with the name of a secret in an expression; null where nothing is. Gathers the name. */
export function checkSecretName({ path, open }: NameUse, secrets: SecretsOfOwner | null): NameFault | null {
  const [name, surplus] = path;
  if (!secrets)
    return {
      mst: 'MST1317',
      message: 'a secret may stand only in the "with" of a task: here it would be stored or shown',
      word: SECRETS,
    };
  if (name === undefined || (open && path.length === 0))
    return {
      mst: 'MST1316',
      message: 'a secret is named by a constant, so that what a task is given is known before it runs',
      word: SECRETS,
      help: 'secrets.API_KEY',
    };
  if (!nameForms.secret.pattern.test(name))
    return { mst: 'MST1316', message: `there can be no secret "${cut(name)}"`, word: name, help: NAMES };
  if (surplus !== undefined || open)
    return { mst: 'MST1318', message: 'a secret is one text and has no fields', word: name };
  secrets.named.add(name);
  if (!secrets.declared || secrets.declared.has(name)) return null;
  return {
    mst: 'MST1316',
    message: `"secrets" declares no "${cut(name)}"`,
    word: name,
    candidates: secrets.declared,
  };
}

const NAMES = 'names of secrets have letters, digits and _';

export const secretMisused: NameFault = {
  mst: 'MST1318',
  message: 'a secret may be joined with text, encoded by base64() and chosen, and nothing else',
  word: SECRETS,
  help: '${{ secrets.TOKEN }}, ${{ base64(secrets.USER + ":" + secrets.PASSWORD) }}, ${{ inputs.live ? secrets.A : secrets.B }}',
};

/** The secrets that a template or a node declares; null where it does not say. */
export function readSecretNames(reader: Reader, cursor: Cursor | undefined): ReadonlySet<string> | null {
  const items = cursor && reader.list(cursor);
  if (!cursor || !items) return null;
  if (items.length > limits.secrets)
    reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.secrets} secrets` });
  return new Set(items.flatMap((item) => reader.name(item, nameForms.secret) ?? []));
}
