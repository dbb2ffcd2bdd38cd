import { expressionProblems, templateProblems, type ExpressionProblem, type Json } from '@maestro/dsl';
import type { FieldProblem } from '@maestro/problems';

/** The one name that expressions see, and what is known of its fields. */
export type SeenName = Parameters<typeof expressionProblems>[1];

/** What is wrong with an expression, each fault with its place. */
export function faultsOfExpression(pointer: string, source: string, name: SeenName): FieldProblem[] {
  return located(pointer, expressionProblems(source, name));
}

/** What is wrong with the expressions in every string of a value, however deep. */
export function faultsOfTemplates(pointer: string, value: Json, name: SeenName): FieldProblem[] {
  if (typeof value === 'string') return located(pointer, templateProblems(value, name));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    faultsOfTemplates(`${pointer}/${escape(key)}`, member, name),
  );
}

/** A key as part of a pointer. */
export function escape(name: string): string {
  return name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}

function located(pointer: string, problems: readonly ExpressionProblem[]): FieldProblem[] {
  return problems.map(({ code, message, at, suggestion }) => ({
    ...{ pointer, code, message: `${message} (at character ${at + 1})` },
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
}
