/** One query parameter, declared as data: the reader and the API's description are both made from it. */
export interface Parameter<T = unknown> {
  /** The value, or null where the text is not acceptable. */
  readonly parse: (text: string) => T | null;
  /** What is accepted, as a noun phrase. */
  readonly expects: string;
  /** The value where the parameter is not given. */
  readonly fallback: T;
  readonly description: string;
  /** JSON Schema of the parameter, for the API's description. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Problem code of a value that is not acceptable. */
  readonly code: 'invalid-parameter' | 'invalid-filter' | 'invalid-cursor';
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** What a declaration is read into. */
export type ParametersOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

export const noParameters: Parameters = {};

/** Rows of a page. */
export function limit({ max, fallback }: { max: number; fallback: number }): Parameter<number> {
  return {
    parse: (text) => {
      const value = /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : 0;
      return value >= 1 && value <= max ? value : null;
    },
    expects: `a whole number from 1 to ${max}`,
    fallback,
    description: 'Most rows on one page. Pages of large rows end earlier.',
    schema: { type: 'integer', minimum: 1, maximum: max, default: fallback },
    code: 'invalid-parameter',
  };
}

/** A position in a list, as an earlier page gave it. What it decodes to is the route's business. */
export function cursor(): Parameter<string | null> {
  return {
    parse: (text) => (text.length >= 1 && text.length <= 2_048 ? text : null),
    expects: 'a cursor that an earlier page gave',
    fallback: null,
    description: '`page.next` of the page before.',
    schema: { type: 'string' },
    code: 'invalid-cursor',
  };
}

/** Words out of a closed list, separated by commas, none twice. */
export function words<const W extends string>(
  allowed: readonly W[],
  description: string,
): Parameter<readonly W[]> {
  return {
    parse: (text) => {
      const given = text.split(',');
      const fine = given.every((word) => (allowed as readonly string[]).includes(word));
      return fine && new Set(given).size === given.length ? (given as W[]) : null;
    },
    expects: `one or more of ${allowed.join(', ')}, separated by commas`,
    fallback: [],
    description,
    schema: { type: 'array', items: { type: 'string', enum: allowed } },
    code: 'invalid-filter',
  };
}

/** A text of a given form. */
export function text<T>(declaration: {
  parse: (text: string) => T | null;
  expects: string;
  description: string;
  code?: Parameter['code'];
}): Parameter<T | null> {
  return { fallback: null, schema: { type: 'string' }, code: 'invalid-parameter', ...declaration };
}
