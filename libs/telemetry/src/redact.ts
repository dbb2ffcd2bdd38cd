const CENSOR = '[redacted]';
/** Deeper objects are cut: a log line is not an archive. */
const MAX_DEPTH = 8;

/** Names whose texts never reach a log, whatever object they sit in. */
const SECRET_NAME =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*pass(word|wd|phrase).*|.*secrets?|.*token|.*api[-_]?key|.*private[-_]?key|.*credentials?|database_(app_|engine_)?url|redis_url|connection_?string)$/i;

/** Secrets that betray themselves by their shape, wherever in a text they stand. */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s:@/"]*:[^\s@/"]+@/gi, `$1${CENSOR}@`],
  // keys of this API: mst_<env>_<id>_<secret>
  [/\b(mst_[A-Za-z0-9]+_[A-Za-z0-9]+)_[A-Za-z0-9_-]+/g, `$1_${CENSOR}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${CENSOR}`],
];

/** Replaces secrets by their shape in a finished log line or any other text. */
export function redactText(text: string): string {
  return SECRET_SHAPES.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text);
}

/** A copy of `value` in which texts under secret names are censored. Numbers stay: a token count is no token. */
export function redactFields(value: Record<string, unknown>): Record<string, unknown> {
  return redactObject(value, 0);
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).map(([name, value]): [string, unknown] => {
    const secret =
      SECRET_NAME.test(name) && typeof value !== 'number' && typeof value !== 'boolean' && value != null;
    return [name, secret ? CENSOR : redactValue(value, depth + 1)];
  });
  return Object.fromEntries(entries);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (value instanceof Error || hasOwnForm(value)) return value;
  return redactObject(value, depth);
}

/** Dates and the like say themselves how they are written. */
function hasOwnForm(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
