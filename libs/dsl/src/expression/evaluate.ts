import { isCelError, type CelError, type CelInput, type CelValue } from '@bufbuild/cel';
import { MaestroError, truncate } from '@maestro/problems';
import type { Json } from '../json';
import { Budget, LimitError } from './budget';
import { parseExpression, type Expression } from './parse';
import { during, type Scope } from './scope';
import { fromJson, toJson } from './values';

const MAX_QUOTED = 120;

/**
 * Evaluates one CEL expression and gives its value as JSON; parts of the scope that pass through are not copied.
 * Throws `expression-error` where it has no value, `expression-limit` where it costs too much, and
 * `expression-syntax` where it does not parse.
 */
export function evaluate(source: string, scope: Scope): Json {
  return run(source, scope, toJson);
}

/** Evaluates a condition. Throws as `evaluate` does, and `expression-error` where the value is not a boolean. */
export function evaluateBoolean(source: string, scope: Scope): boolean {
  return run(source, scope, (value) => {
    if (typeof value !== 'boolean') throw new Error('a condition must be true or false');
    return value;
  });
}

function run<T>(source: string, scope: Scope, finish: (value: CelValue) => T): T {
  const expression = parsed(source);
  const budget = new Budget();
  return during({ scope, budget }, () => {
    try {
      const result = expression.run(bindingsOf(scope));
      if (budget.excess) throw budget.excess;
      if (isCelError(result)) throw result;
      return finish(result);
    } catch (error) {
      throw problemOf(expression, budget.excess ?? error);
    }
  });
}

function parsed(source: string): Expression {
  const outcome = parseExpression(source);
  if (outcome.ok) return outcome.expression;
  const { fault } = outcome;
  const code = fault.kind === 'limit' ? 'expression-limit' : 'expression-syntax';
  throw new MaestroError(code, `${quoted(source)}: ${fault.message} (at character ${fault.at + 1})`);
}

/** No prototype: a name that is not bound is not there, whatever it is called. */
function bindingsOf(scope: Scope): Record<string, CelInput> {
  const bindings = Object.create(null) as Record<string, CelInput>;
  bindings.inputs = fromJson(scope.inputs);
  bindings.env = fromJson(scope.env);
  bindings.tasks = fromJson(scope.tasks as unknown as Json);
  bindings.run = fromJson(scope.run);
  bindings.trigger = fromJson(scope.trigger);
  if (scope.secrets !== undefined) bindings.secrets = fromJson(scope.secrets);
  if (scope.item !== undefined) bindings.item = fromJson(scope.item);
  if (scope.index !== undefined) bindings.index = fromJson(scope.index);
  if (scope.round !== undefined) bindings.round = fromJson(scope.round);
  if (scope.previous !== undefined) bindings.previous = fromJson(scope.previous as unknown as Json);
  return bindings;
}

function problemOf(expression: Expression, error: unknown): MaestroError {
  if (error instanceof LimitError)
    return new MaestroError(
      'expression-limit',
      `${quoted(expression.source)} needs too much: ${error.message}`,
    );
  const message = error instanceof Error ? error.message : String(error);
  const at = isCelError(error) ? expression.positionOf(innermost(error).exprId) : null;
  const place = at === null ? '' : ` (at character ${at + 1 + leadingSpace(expression.source.slice(at))})`;
  return new MaestroError('expression-error', `${quoted(expression.source)}: ${readable(message)}${place}`);
}

/** The parser counts the space before an operator as part of it. */
function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

/** An error that passed through a call carries the id of the call; the one it came from is more exact. */
function innermost(error: CelError): CelError {
  return isCelError(error.cause) ? innermost(error.cause) : error;
}

/** CEL's messages name operators as `_+_` and do not know the length of a list. */
function readable(message: string): string {
  return message
    .replace(/'_\[_\]'/g, "'[]'")
    .replace(/'(?:_)?([^'\w]{1,2}|\?_:)_'/g, "'$1'")
    .replace(/ out of bounds \[0, -1\)/, ' is out of bounds')
    .replace(/^unresolved attribute$/, 'a name has no value');
}

function quoted(source: string): string {
  return `expression "${truncate(source.replace(/\s+/g, ' ').trim(), MAX_QUOTED)}"`;
}
