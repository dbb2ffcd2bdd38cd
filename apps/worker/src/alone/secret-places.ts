import { Secret, type Json, type WithSecrets } from '@maestro/dsl';

/** A secret of an input that is told in words: the steps that lead to its place, and its value. */
export interface PlacedSecret {
  path: readonly (string | number)[];
  value: string;
}

/** The secrets of an input. They go to a child process over its own channel, apart from the input that has masks for them. */
export function secretsIn(input: WithSecrets, path: readonly (string | number)[] = []): PlacedSecret[] {
  if (input instanceof Secret) return [{ path, value: input.reveal() }];
  if (input === null || typeof input !== 'object') return [];
  const entries: [string | number, WithSecrets][] = Array.isArray(input)
    ? [...input.entries()]
    : Object.entries(input);
  return entries.flatMap(([key, member]) => secretsIn(member, [...path, key]));
}

/** Puts them back into the places they were taken from. */
export function placeSecrets(input: Json, secrets: readonly PlacedSecret[]): WithSecrets {
  let whole: WithSecrets = input;
  for (const { path, value } of secrets) {
    const last = path.at(-1);
    if (last === undefined) whole = new Secret(value);
    else containerAt(whole, path.slice(0, -1))[last] = new Secret(value);
  }
  return whole;
}

function containerAt(
  whole: WithSecrets,
  path: readonly (string | number)[],
): Record<string | number, WithSecrets> {
  let here: unknown = whole;
  for (const step of path) here = (here as Record<string | number, unknown>)[step];
  return here as Record<string | number, WithSecrets>;
}
