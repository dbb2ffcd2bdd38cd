import { limits } from '../limits';

/** Why an expression is refused before anything is evaluated. `at` counts UTF-16 units from its start. */
export interface ExpressionFault {
  kind: 'syntax' | 'limit';
  message: string;
  at: number;
}

/** Operators, selections and calls between two commas: far beyond what the depth of 64 lets through. */
const MAX_CHAIN = 1_000;
const OPERATORS = '+-*/%<>=!.&|';

/**
 * Bounds what a recursive parser may meet, in one pass and without recursion: length, nesting of brackets and
 * of conditionals, length of operator chains. What it passes cannot exhaust the parser's stack.
 */
export function scanExpression(source: string): ExpressionFault | null {
  if (source.length > limits.expressionLength)
    return limit(
      `the expression is longer than ${limits.expressionLength} characters`,
      limits.expressionLength,
    );
  const levels = [{ conditionals: 0, chain: 0 }];
  for (let i = 0; i < source.length;) {
    const next = skipText(source, i);
    if (next > i) {
      i = next;
      continue;
    }
    const char = source.charAt(i);
    const level = levels[levels.length - 1] ?? { conditionals: 0, chain: 0 };
    if ('([{'.includes(char)) {
      level.chain += 1;
      levels.push({ conditionals: 0, chain: 0 });
    } else if (')]}'.includes(char)) {
      if (levels.length > 1) levels.pop();
    } else if (char === ',') {
      level.conditionals = 0;
      level.chain = 0;
    } else if (char === '?') level.conditionals += 1;
    else if (OPERATORS.includes(char) || isIn(source, i)) level.chain += 1;
    if (levels.length + level.conditionals > limits.expressionDepth)
      return limit(`the expression is nested more than ${limits.expressionDepth} levels deep`, i);
    if (level.chain > MAX_CHAIN) return limit(`the expression chains more than ${MAX_CHAIN} operators`, i);
    i += 1;
  }
  return null;
}

/** The same text with string literals and comments blanked out: what is left is code. */
export function codeOf(source: string): string {
  let code = '';
  for (let i = 0; i < source.length;) {
    const next = skipText(source, i);
    code += next > i ? ' '.repeat(next - i) : source.charAt(i);
    i = Math.max(next, i + 1);
  }
  return code;
}

/** Offset of the `}}` that closes an expression opened before `from`; -1 where none does. */
export function closingBraces(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length;) {
    const next = skipText(text, i);
    if (next > i) {
      i = next;
      continue;
    }
    const char = text.charAt(i);
    if (char === '{') depth += 1;
    else if (char === '}') {
      if (depth === 0) return text.startsWith('}}', i) ? i : -1;
      depth -= 1;
    }
    i += 1;
  }
  return -1;
}

/** Where the string literal or comment that begins at `i` ends; `i` itself where none begins. */
function skipText(source: string, i: number): number {
  const char = source.charAt(i);
  if (char === '/' && source.charAt(i + 1) === '/') return lineEnd(source, i);
  if (char !== '"' && char !== "'") return i;
  const raw = /(?:^|[^A-Za-z0-9_])[bB]?[rR]$/.test(source.slice(Math.max(0, i - 3), i));
  const triple = source.startsWith(char.repeat(3), i);
  const close = triple ? char.repeat(3) : char;
  for (let at = i + close.length; at < source.length; at += 1) {
    const here = source.charAt(at);
    if (here === '\\' && !raw) at += 1;
    else if (!triple && (here === '\n' || here === '\r')) return at;
    else if (source.startsWith(close, at)) return at + close.length;
  }
  return source.length;
}

function lineEnd(source: string, i: number): number {
  const end = source.slice(i).search(/[\r\n]/);
  return end === -1 ? source.length : i + end;
}

/** The only operator that is a word. */
function isIn(source: string, i: number): boolean {
  return source.startsWith('in', i) && !/\w/.test(source.charAt(i - 1)) && !/\w/.test(source.charAt(i + 2));
}

function limit(message: string, at: number): ExpressionFault {
  return { kind: 'limit', message, at };
}
