import type { CelList } from '@bufbuild/cel';
import { limits } from '../limits';
import { compilePattern } from '../pattern';
import { evaluation } from './scope';

/**
 * String functions whose ready-made versions cost more than they must (quadratic `replace`, unbounded `join`) or
 * take a regular expression apart at each call.
 */

/** Units of a pattern's work that make one step. */
const PATTERN_WORK_PER_STEP = 20;

export function matches(text: string, source: string): boolean {
  const { budget } = evaluation();
  if (source.length > limits.patternLength)
    budget.refuse(`a pattern of more than ${limits.patternLength} characters`);
  const pattern = compilePattern(source);
  budget.charge(pattern.cost(text) / PATTERN_WORK_PER_STEP);
  return pattern.test(text);
}

export function replace(text: string, [search, replacement]: [string, string], count = Infinity): string {
  if (search === '') throw new Error('replace() needs something to search for');
  const pieces: string[] = [];
  let from = 0;
  let length = text.length;
  for (let at = text.indexOf(search); at !== -1 && pieces.length < count; at = text.indexOf(search, from)) {
    pieces.push(text.slice(from, at));
    from = at + search.length;
    length += replacement.length - search.length;
    checkLength(length);
  }
  pieces.push(text.slice(from));
  return pieces.join(replacement);
}

export function join(list: CelList, separator: string): string {
  const pieces: string[] = [];
  let length = 0;
  for (const item of list) {
    if (typeof item !== 'string') throw new Error('join() takes a list of strings');
    evaluation().budget.charge(1);
    length += item.length + separator.length;
    checkLength(length);
    pieces.push(item);
  }
  return pieces.join(separator);
}

export function checkLength(length: number): void {
  if (length > limits.stringLength)
    evaluation().budget.refuse(`a string of more than ${limits.stringLength} characters`);
}
