import type { Setting } from './setting';

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of a section's settings, by their names in code. */
export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** What must hold between several settings, once each is valid by itself. */
export interface Rule<S extends Settings> {
  /** The variable to change first, and what is said of it when the rule does not hold. */
  readonly variable: string;
  readonly message: string;
  holds(values: Values<S>): boolean;
}

/** Settings of one concern. A service composes its configuration from the sections it needs. */
export interface Section<S extends Settings = Settings> {
  readonly title: string;
  /** Which processes read it, for the reference page. */
  readonly readBy: string;
  readonly settings: S;
  readonly rules: readonly Rule<S>[];
}

export function section<const S extends Settings>(declaration: {
  title: string;
  readBy: string;
  settings: S;
  rules?: readonly Rule<S>[];
}): Section<S> {
  return { rules: [], ...declaration };
}
