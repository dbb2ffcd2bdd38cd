import { children, type Ast } from './ast';

/** The root under which expressions name secrets. */
export const SECRETS = 'secrets';

/** Calls through which a secret may go and stays one. */
const carriers: ReadonlySet<string> = new Set(['_+_', 'base64']);

/**
 * Where an expression does with a secret what would tell something of it: compares it, measures it, picks it apart. What is
 * left is to join it with text, to encode it, and to choose between secrets by what is none. Null where it does no more.
 */
export function secretMisuse(ast: Ast, positions: Readonly<Record<string, number>>): number | null {
  const id = misused(ast, true);
  return id === null ? null : (positions[id.toString()] ?? 0);
}

function misused(ast: Ast, allowed: boolean): bigint | null {
  if (isSecret(ast)) return allowed ? null : ast.id;
  const { exprKind } = ast;
  const called = exprKind.case === 'callExpr' && exprKind.value.target === undefined ? exprKind.value : null;
  for (const [i, child] of children(ast).entries()) {
    const branch = called?.function === '_?_:_' && i > 0;
    const carried = called !== null && (branch || carriers.has(called.function));
    const found = misused(child, allowed && carried);
    if (found !== null) return found;
  }
  return null;
}

/** `secrets`, `secrets.A` and `secrets["A"]`; that something is there (`has`) is already more than may be known. */
function isSecret({ exprKind }: Ast): boolean {
  if (exprKind.case === 'identExpr') return exprKind.value.name.replace(/^\./, '') === SECRETS;
  if (exprKind.case === 'selectExpr')
    return !exprKind.value.testOnly && exprKind.value.operand !== undefined && isRoot(exprKind.value.operand);
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== '_[_]') return false;
  const [operand] = exprKind.value.args;
  return operand !== undefined && isRoot(operand);
}

function isRoot({ exprKind }: Ast): boolean {
  return exprKind.case === 'identExpr' && exprKind.value.name.replace(/^\./, '') === SECRETS;
}
