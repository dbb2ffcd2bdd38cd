import { children, type Ast } from './ast';

/** A name that an expression takes from its scope, with the fields it selects by constant name. */
export interface NameUse {
  root: string;
  path: string[];
  /** True where something computed follows, so that the path says only how the name begins. */
  open: boolean;
  at: number;
}

export interface CallUse {
  name: string;
  method: boolean;
  arity: number;
  /** The first argument, where it is a string constant. */
  text: string | null;
  at: number;
}

export interface Names {
  uses: NameUse[];
  calls: CallUse[];
}

/** CEL's type names, which stand for themselves in comparisons such as `type(x) == string`. */
const typeNames = new Set([
  'int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type',
]); // prettier-ignore

/** Collects what an expression names. The depth of the tree is bounded before. */
export function namesOf(ast: Ast, positions: Readonly<Record<string, number>>): Names {
  const collector = new Collector(positions);
  collector.visit(ast, new Set());
  return collector.names;
}

class Collector {
  readonly names: Names = { uses: [], calls: [] };
  constructor(private readonly positions: Readonly<Record<string, number>>) {}

  visit(ast: Ast, locals: ReadonlySet<string>): void {
    const use = this.useOf(ast);
    if (use) {
      if (!locals.has(use.root) && !(typeNames.has(use.root) && use.path.length === 0))
        this.names.uses.push(use);
      this.visitIndexes(ast, locals);
      return;
    }
    if (ast.exprKind.case === 'comprehensionExpr') {
      this.visitComprehension(ast, locals);
      return;
    }
    if (ast.exprKind.case === 'callExpr' && this.visitCall(ast, locals)) return;
    for (const child of children(ast)) this.visit(child, locals);
  }

  /** The path `a.b["c"]` that a node is, if it is one. */
  private useOf(ast: Ast): NameUse | null {
    const { exprKind } = ast;
    if (exprKind.case === 'identExpr')
      return { root: exprKind.value.name.replace(/^\./, ''), path: [], open: false, at: this.at(ast) };
    if (exprKind.case === 'selectExpr') {
      const operand = exprKind.value.operand && this.useOf(exprKind.value.operand);
      if (operand && !operand.open) operand.path.push(exprKind.value.field);
      return operand ?? null;
    }
    const [operand, index] = indexed(ast) ?? [];
    const use = operand && this.useOf(operand);
    if (!use || !index || use.open) return use ?? null;
    const key = constantText(index);
    if (key === null) use.open = true;
    else use.path.push(key);
    return use;
  }

  /** The computed indexes along a path are expressions of their own. */
  private visitIndexes(ast: Ast, locals: ReadonlySet<string>): void {
    if (ast.exprKind.case === 'selectExpr' && ast.exprKind.value.operand)
      this.visitIndexes(ast.exprKind.value.operand, locals);
    const [operand, index] = indexed(ast) ?? [];
    if (!operand || !index) return;
    this.visitIndexes(operand, locals);
    this.visit(index, locals);
  }

  private visitComprehension(ast: Ast, locals: ReadonlySet<string>): void {
    if (ast.exprKind.case !== 'comprehensionExpr') return;
    const { iterVar, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = ast.exprKind.value;
    for (const outer of [iterRange, accuInit]) if (outer) this.visit(outer, locals);
    const inner = new Set(locals).add(iterVar).add(accuVar);
    for (const part of [loopCondition, loopStep, result]) if (part) this.visit(part, inner);
  }

  /** Records a call; true where its parts were visited here. */
  private visitCall(ast: Ast, locals: ReadonlySet<string>): boolean {
    if (ast.exprKind.case !== 'callExpr') return false;
    const { function: name, target, args } = ast.exprKind.value;
    if (!/^[A-Za-z]/.test(name)) return false;
    const first = args[0];
    const call = { arity: args.length, text: first ? constantText(first) : null, at: this.at(ast) };
    const namespace = target?.exprKind.case === 'identExpr' && target.exprKind.value.name;
    if (namespace === 'strings') {
      this.names.calls.push({ ...call, name: `strings.${name}`, method: false });
      for (const arg of args) this.visit(arg, locals);
      return true;
    }
    this.names.calls.push({ ...call, name, method: target !== undefined });
    return false;
  }

  private at(ast: Ast): number {
    return this.positions[ast.id.toString()] ?? 0;
  }
}

function indexed(ast: Ast): [Ast, Ast] | null {
  if (ast.exprKind.case !== 'callExpr' || ast.exprKind.value.function !== '_[_]') return null;
  const [operand, index] = ast.exprKind.value.args;
  return operand && index ? [operand, index] : null;
}

function constantText(ast: Ast): string | null {
  if (ast.exprKind.case !== 'constExpr') return null;
  const { constantKind } = ast.exprKind.value;
  return constantKind.case === 'stringValue' ? constantKind.value : null;
}
