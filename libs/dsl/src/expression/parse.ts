import { parse, plan, type CelResult } from '@bufbuild/cel';
import { BoundedCache } from '../bounded-cache';
import { checkAst, meter, type Ast } from './ast';
import { environment } from './environment';
import { scanExpression, type ExpressionFault } from './lexical';
import { namesOf, type Names } from './names';
import { secretMisuse, SECRETS } from './secret-use';

type Bindings = NonNullable<Parameters<ReturnType<typeof plan>>[0]>;

/** An expression that parses and keeps the limits, ready to be evaluated any number of times. */
export interface Expression {
  source: string;
  /** What it names, for checks before it runs. */
  names: Names;
  /** Where it does with a secret what may not be done; null where it does not. */
  secretMisuse: number | null;
  /** Offset in `source` of the part of the tree with this id. */
  positionOf(id: bigint | undefined): number | null;
  /** Only inside an evaluation: see `evaluate`. */
  run(bindings: Bindings): CelResult;
}

export type ParseOutcome = { ok: true; expression: Expression } | { ok: false; fault: ExpressionFault };

/** Characters of source whose trees are kept. */
const cache = new BoundedCache<ParseOutcome>(512 * 1024);

/** Parses one CEL expression; what was parsed lately is not parsed again. Never throws. */
export function parseExpression(source: string): ParseOutcome {
  const known = cache.get(source);
  if (known) return known;
  const outcome = parseAnew(source);
  if (outcome.ok) cache.set(source, outcome, Math.max(source.length, 32));
  return outcome;
}

function parseAnew(source: string): ParseOutcome {
  const limit = scanExpression(source);
  if (limit) return { ok: false, fault: limit };
  if (source.trim() === '')
    return { ok: false, fault: { kind: 'syntax', message: 'the expression is empty', at: 0 } };
  try {
    const { expr, sourceInfo } = parse(source);
    const fault = checkAst(expr, sourceInfo?.positions ?? {});
    if (fault) return { ok: false, fault };
    return { ok: true, expression: compile(source, expr, sourceInfo?.positions ?? {}) };
  } catch (error) {
    return { ok: false, fault: faultOf(error, source) };
  }
}

function compile(source: string, ast: Ast, positions: Readonly<Record<string, number>>): Expression {
  const names = namesOf(ast, positions);
  const secret = names.uses.some(({ root }) => root === SECRETS);
  const misuse = secret ? secretMisuse(ast, positions) : null;
  meter(ast);
  const program = plan(environment, ast);
  return {
    source,
    names,
    secretMisuse: misuse,
    positionOf: (id) => (id === undefined ? null : (positions[id.toString()] ?? null)),
    run: (bindings) => program(bindings),
  };
}

function faultOf(error: unknown, source: string): ExpressionFault {
  const message = error instanceof Error ? error.message : String(error);
  const at = offsetOf(error);
  const found = source.charAt(at);
  if (/^<input>.*found .* but expecting/s.test(message))
    return {
      kind: 'syntax',
      message: found === '' ? 'the expression ends too soon' : `unexpected "${found}"`,
      at,
    };
  return { kind: 'syntax', message: message.replace(/^<input>:\d+:\d+: /, ''), at };
}

/** The parser's errors say where they are, in a property its types do not name. */
function offsetOf(error: unknown): number {
  if (!(error instanceof Error) || !('location' in error)) return 0;
  const { location } = error as { location?: { start?: { offset?: number } } };
  return location?.start?.offset ?? 0;
}
