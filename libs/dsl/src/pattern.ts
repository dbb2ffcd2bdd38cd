import { RE2JS } from '@bufbuild/re2';
import { BoundedCache } from './bounded-cache';
import { limits } from './limits';

/** A regular expression under RE2: no look-around, no back-reference, never more than linear in the text. */
export interface Pattern {
  test(text: string): boolean;
  /** Work of a test in the worst case: characters × instructions of the program. */
  cost(text: string): number;
}

/** A test that may have worked more than this gives back the states it gathered: they can take megabytes. */
const KEPT_WORK = 200_000;

const compiled = new BoundedCache<Pattern>(256);

/** Throws Error with a reason where RE2 refuses the pattern, and where it is longer than 512 characters. */
export function compilePattern(source: string): Pattern {
  if (source.length > limits.patternLength)
    throw new Error(`a pattern may have at most ${limits.patternLength} characters`);
  const known = compiled.get(source);
  if (known) return known;
  const re2 = RE2JS.compile(source);
  const instructions = re2.re2().prog.numInst();
  const cost = (text: string) => text.length * instructions;
  const pattern: Pattern = {
    cost,
    test: (text) => {
      const found = re2.test(text);
      if (cost(text) > KEPT_WORK) re2.reset();
      return found;
    },
  };
  compiled.set(source, pattern, 1);
  return pattern;
}
