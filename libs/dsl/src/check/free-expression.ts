import type { ProblemCode } from '@maestro/problems';
import { diagnosticKinds } from '../diagnostics/codes';
import { cut } from '../diagnostics/printable';
import { nearest } from '../diagnostics/suggest';
import { parseExpression } from '../expression/parse';
import { piecesOf } from '../expression/template';
import { limits } from '../limits';
import { checkCall, unknownRoot, type NameFault } from './names-in-scope';

/** What is wrong with an expression that stands in no template. */
export interface ExpressionProblem {
  code: ProblemCode;
  message: string;
  /** 0-based, in the text that was checked. */
  at: number;
  suggestion?: string;
}

/** The one name that such an expression may begin with, and the fields that it has. */
export interface FreeName {
  root: string;
  fields: readonly string[];
}

/** Checks a bare expression that stands in no template: that it parses, and that what it names and calls is there. */
export function expressionProblems(source: string, name: FreeName): ExpressionProblem[] {
  const outcome = parseExpression(source);
  if (!outcome.ok) {
    const { kind, message, at } = outcome.fault;
    return [{ code: kind === 'limit' ? 'expression-limit' : 'expression-syntax', message, at }];
  }
  const { uses, calls } = outcome.expression.names;
  const found: ExpressionProblem[] = [];
  const add = (fault: NameFault, from: number) => {
    const at = source.indexOf(fault.word, from);
    found.push(problemOf(fault, at === -1 ? from : at));
  };
  for (const use of uses) {
    const [field] = use.path;
    if (use.root !== name.root) add(unknownRoot(use.root, NOTHING, [name.root]), use.at);
    else if (field !== undefined && !name.fields.includes(field))
      add({ ...unknownField, message: `${name.root} has no "${cut(field)}"`, word: field, candidates: name.fields }, use.at); // prettier-ignore
  }
  for (const call of calls) {
    const task = call.name === 'step_succeeded' || call.name === 'step_failed';
    const fault = task ? { ...unknownRoot('tasks', NOTHING, [name.root]), word: call.name } : checkCall(call);
    if (fault) add(fault, call.at);
  }
  return found;
}

/** The same for a string that may hold expressions in `${{ … }}`. */
export function templateProblems(text: string, name: FreeName): ExpressionProblem[] {
  const parts = piecesOf(text);
  if (!parts.ok) {
    const message =
      parts.fault === 'unclosed'
        ? 'this expression is never closed with }}'
        : `a string may hold at most ${limits.placeholders} expressions`;
    return [{ code: 'expression-syntax', message, at: parts.at }];
  }
  return parts.pieces.flatMap((piece) =>
    'text' in piece
      ? []
      : expressionProblems(piece.expression, name).map((problem) => ({
          ...problem,
          at: problem.at + piece.at,
        })),
  );
}

const NOTHING = { env: new Set<string>(), inputs: null, nodes: new Map<string, number>() };
const unknownField = { mst: 'MST1304' } as const;

function problemOf({ mst, message, word, candidates, suggestion, help }: NameFault, at: number) {
  const meant = suggestion ?? (candidates && nearest(word, candidates));
  return {
    code: diagnosticKinds[mst].code,
    message: help === undefined ? message : `${message} (${help})`,
    at,
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}
