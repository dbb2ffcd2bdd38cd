import type { parse } from '@bufbuild/cel';
import { limits } from '../limits';
import { APPEND, RANGE, STEP } from './environment';
import type { ExpressionFault } from './lexical';

/** A node of CEL's syntax tree. */
export type Ast = ReturnType<typeof parse>['expr'];

/** The parts of a node, in order of evaluation. */
export function children(ast: Ast): Ast[] {
  const { exprKind } = ast;
  switch (exprKind.case) {
    case 'selectExpr':
      return present(exprKind.value.operand);
    case 'callExpr':
      return [...present(exprKind.value.target), ...exprKind.value.args];
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) => [
        ...(keyKind.case === 'mapKey' ? [keyKind.value] : []),
        ...present(value),
      ]);
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result].flatMap(present);
    }
    default:
      return [];
  }
}

function present(ast: Ast | undefined): Ast[] {
  return ast ? [ast] : [];
}

/**
 * Checks what only the finished tree shows: its depth, macros inside macros, message literals (part of CEL, not
 * of this language). Not recursive: it decides whether recursion is safe.
 */
export function checkAst(root: Ast, positions: Readonly<Record<string, number>>): ExpressionFault | null {
  const open = [{ ast: root, depth: 1, macros: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { ast, depth, macros } = next;
    const at = positions[ast.id.toString()] ?? 0;
    if (depth > limits.expressionDepth)
      return {
        kind: 'limit',
        message: `the expression is nested more than ${limits.expressionDepth} levels deep`,
        at,
      };
    if (macros > limits.macroNesting)
      return { kind: 'limit', message: `more than ${limits.macroNesting} macros inside each other`, at };
    if (ast.exprKind.case === 'structExpr' && ast.exprKind.value.messageName !== '')
      return {
        kind: 'syntax',
        message: `message literals (${ast.exprKind.value.messageName}{…}) are not supported`,
        at,
      };
    const inside = ast.exprKind.case === 'comprehensionExpr' ? ast.exprKind.value : null;
    for (const child of children(ast)) {
      const nested = inside !== null && (child === inside.loopStep || child === inside.loopCondition);
      open.push({ ast: child, depth: depth + 1, macros: macros + (nested ? 1 : 0) });
    }
  }
  return null;
}

/**
 * Makes every comprehension ask the budget before each step and look at the size of its range, and lets `map`
 * and `filter` append to their result instead of adding lists of one element.
 */
export function meter(ast: Ast): void {
  for (const child of children(ast)) meter(child);
  if (ast.exprKind.case !== 'comprehensionExpr') return;
  const fold = ast.exprKind.value;
  const step = call(ast.id, STEP, []);
  if (fold.iterRange) fold.iterRange = call(fold.iterRange.id, RANGE, [fold.iterRange]);
  fold.loopCondition = isTrue(fold.loopCondition)
    ? step
    : call(ast.id, '_&&_', [step, ...present(fold.loopCondition)]);
  if (fold.loopStep) appendInPlace(fold.loopStep, fold.accuVar);
}

/** `accu + [x]`, also as the branch of a conditional, becomes `@append(accu, x)`. */
function appendInPlace(ast: Ast, accu: string): void {
  if (ast.exprKind.case !== 'callExpr') return;
  const { value } = ast.exprKind;
  if (value.function === '_?_:_') for (const branch of value.args.slice(1)) appendInPlace(branch, accu);
  const [left, right] = value.args;
  if (value.function !== '_+_' || left?.exprKind.case !== 'identExpr' || left.exprKind.value.name !== accu)
    return;
  const [item] = right?.exprKind.case === 'listExpr' ? right.exprKind.value.elements : [];
  if (item) ast.exprKind = call(ast.id, APPEND, [left, item]).exprKind;
}

function isTrue(ast: Ast | undefined): boolean {
  if (ast?.exprKind.case !== 'constExpr') return false;
  const { constantKind } = ast.exprKind.value;
  return constantKind.case === 'boolValue' && constantKind.value;
}

function call(id: bigint, name: string, args: Ast[]): Ast {
  return {
    $typeName: 'cel.expr.Expr',
    id,
    exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } },
  };
}
