/**
 * One setting, declared as data: where it is read from, what it accepts, what it means. The reference page,
 * `.env.example`, the checks at boot and the type of the result all come from this one declaration.
 */
export interface Setting<T> {
  /** Name of the environment variable. */
  readonly env: string;
  readonly description: string;
  /** What is accepted, as a noun phrase: "a whole number from 0 to 65535". */
  readonly expects: string;
  /** The default as it would be written in the environment; null where there is none. */
  readonly fallback: string | null;
  /** True where the service cannot start without it. */
  readonly required: boolean;
  /** True where the value must never be printed. */
  readonly secret: boolean;
  /** The value, or null where the text is not acceptable. */
  readonly parse: (text: string) => T | null;
}

interface Common<T> {
  env: string;
  description: string;
  default?: T;
  /** Without a default, makes the value `undefined` where nothing is set, instead of a fault. */
  optional?: true;
  secret?: true;
}

type Missing<O> = O extends { optional: true } ? undefined : never;

function declare<T>(options: Common<T>, expects: string, parse: (text: string) => T | null): Setting<T> {
  return {
    env: options.env,
    description: options.description,
    expects,
    fallback: options.default === undefined ? null : String(options.default),
    required: options.default === undefined && !options.optional,
    secret: options.secret ?? false,
    parse,
  };
}

/** A text that is not empty; where `form` is given, one of that form. */
export function text<const O extends Common<string> & { form?: { match: RegExp; expects: string } }>(
  options: O,
): Setting<string | Missing<O>> {
  const { form } = options;
  return declare<string>(options, form?.expects ?? 'a text', (value) =>
    form === undefined || form.match.test(value) ? value : null,
  );
}

/** An absolute URL with one of the given schemes. Its value is never echoed: URLs carry passwords. */
export function url<const O extends Common<string> & { schemes: readonly string[] }>(
  options: O,
): Setting<string | Missing<O>> {
  const expects = `a URL that begins with ${options.schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  const setting = declare<string>(options, expects, (value) => {
    if (!URL.canParse(value)) return null;
    const { protocol, host } = new URL(value);
    return host !== '' && options.schemes.includes(protocol.slice(0, -1)) ? value : null;
  });
  return { ...setting, secret: true };
}

/** A whole number within bounds, both included. */
export function integer<const O extends Common<number> & { min: number; max: number }>(
  options: O,
): Setting<number | Missing<O>> {
  const { min, max } = options;
  return declare<number>(options, `a whole number from ${min} to ${max}`, (value) => within(value, min, max));
}

export function boolean<const O extends Common<boolean>>(options: O): Setting<boolean | Missing<O>> {
  const words = new Map([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ]);
  return declare<boolean>(options, 'true or false', (value) => words.get(value.toLowerCase()) ?? null);
}

/** One word out of a closed list. */
export function choice<
  const V extends string,
  const O extends Omit<Common<V>, 'default'> & { default?: NoInfer<V> },
>(values: readonly V[], options: O): Setting<V | Missing<O>> {
  return declare<V>(
    options,
    `one of ${values.join(', ')}`,
    (value) => values.find((word) => word === value) ?? null,
  );
}

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * A span of time, always milliseconds inside. A bare number counts in the unit that the variable's name ends
 * with (`_MS`, `_S`); a suffix says another. `min`, `max` and `default` are in that same unit.
 */
export function duration<
  const O extends Common<number> & { unit: keyof typeof units; min: number; max: number },
>(options: O): Setting<number | Missing<O>> {
  const { unit, min, max } = options;
  const expects = `a duration from ${min}${unit} to ${max}${unit} (a bare number counts ${unit}; or 500ms, 30s, 5m, 1h)`;
  return declare<number>(options, expects, (value) => {
    const match = /^(\d+)(ms|s|m|h)?$/.exec(value);
    if (!match) return null;
    const suffix = (match[2] ?? unit) as keyof typeof units;
    return within(String(Number(match[1]) * units[suffix]), min * units[unit], max * units[unit]);
  });
}

/** Words separated by commas; each must match `item`, none may appear twice. */
export function list<const O extends Common<readonly string[]> & { item: RegExp; itemName: string }>(
  options: O,
): Setting<readonly string[] | Missing<O>> {
  return declare<readonly string[]>(options, `${options.itemName}s, separated by commas`, (value) => {
    // Only an empty default comes here as an empty text: an empty variable counts as unset.
    if (value === '') return [];
    const words = value.split(',').map((word) => word.trim());
    const fine = words.every((word) => options.item.test(word)) && new Set(words).size === words.length;
    return fine ? words : null;
  });
}

function within(value: string, min: number, max: number): number | null {
  if (!/^-?\d+$/.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= min && number <= max ? number : null;
}
