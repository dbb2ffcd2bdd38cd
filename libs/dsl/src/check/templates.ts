import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import { entriesOf, type Cursor } from '../document/tree';
import { hasExpression, piecesOf } from '../expression/template';
import { limits } from '../limits';
import type { ExpressionCheck, Owner } from './expression-check';
import { placeOf } from './place';

/** Finds the expressions of conditions and template strings and hands them to the check. */
export class Templates {
  constructor(
    private readonly text: string,
    private readonly expressions: ExpressionCheck,
    private readonly report: Report,
  ) {}

  /** A bare expression: `when`, `until`, and `over` where that has no `${{ }}`. */
  condition(cursor: Cursor, owner: Owner): void {
    const { tree } = cursor;
    if (tree.type !== 'scalar' || typeof tree.value !== 'string') {
      const suggestion =
        tree.type === 'scalar' && typeof tree.value === 'boolean' ? { suggestion: `"${tree.value}"` } : {};
      const message = 'a condition is an expression in a string';
      this.report.add({ mst: 'MST1103', message, range: tree.range, path: cursor.path, ...suggestion });
      return;
    }
    if (!hasExpression(tree.value)) {
      this.expressions.check({ cursor, source: tree.value, at: 0 }, owner);
      return;
    }
    this.report.add({
      mst: 'MST1307',
      message: 'a condition is written without ${{ }}',
      range: tree.range,
      path: cursor.path,
      suggestion: tree.value.replace(/\$\{\{|\}\}/g, '').trim(),
    });
  }

  /** Every string of a value, however deep. */
  value(cursor: Cursor, owner: Owner): void {
    const { tree, path } = cursor;
    if (tree.type === 'scalar') {
      if (typeof tree.value === 'string') this.string(cursor, tree.value, owner);
      return;
    }
    for (const entry of entriesOf(cursor)) {
      if (entry.keyRange && hasExpression(String(entry.path?.key)))
        this.report.add({ mst: 'MST1309', message: 'keys are not templates', range: entry.keyRange, path });
      this.value(entry, owner);
    }
  }

  /** A value whose strings are taken as they are. */
  constant(cursor: Cursor, what: string): void {
    const { tree, path } = cursor;
    if (tree.type === 'scalar' && typeof tree.value === 'string' && hasExpression(tree.value))
      this.report.add({
        mst: 'MST1309',
        message: `${what} are constants: no expression is evaluated here`,
        range: tree.range,
        path,
      });
    for (const entry of entriesOf(cursor)) this.constant(entry, what);
  }

  private string(cursor: Cursor, value: string, owner: Owner): void {
    if (!hasExpression(value)) {
      this.warnOfBraces(cursor, value);
      return;
    }
    const parts = piecesOf(value);
    if (parts.ok) {
      for (const piece of parts.pieces)
        if ('expression' in piece)
          this.expressions.check({ cursor, source: piece.expression, at: piece.at }, owner);
      return;
    }
    const range = placeOf(cursor.tree, this.text, { at: parts.at, length: 3 });
    if (parts.fault === 'unclosed')
      this.report.add({
        mst: 'MST1310',
        message: 'this expression is never closed with }}',
        range,
        path: cursor.path,
      });
    else {
      const message = `a string may hold at most ${limits.placeholders} expressions`;
      this.report.add({ mst: 'MST1207', message, range, path: cursor.path });
    }
  }

  /** Text for people or models may well hold `{{ }}`; with one of our names in it, a `$` was probably forgotten. */
  private warnOfBraces(cursor: Cursor, value: string): void {
    const match =
      /\{\{\s*(?:inputs|tasks|env|run|trigger|secrets|item|index|round|previous)\b[^{}]*\}\}/.exec(value);
    if (!match) return;
    this.report.add({
      mst: 'MST1308',
      message: `${cut(match[0])} is plain text here; an expression begins with \${{`,
      range: placeOf(cursor.tree, this.text, { at: match.index, length: match[0].length }),
      path: cursor.path,
      suggestion: `$${match[0]}`,
    });
  }
}
