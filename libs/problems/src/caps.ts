import { truncate, type FieldProblem, type Problem } from './problem';

/** What a failure may leave behind, in UTF-16 units. Nothing longer is ever serialised. */
export const caps = { message: 8 * 1024, stack: 16 * 1024, pointer: 1024, errors: 20, causes: 3 } as const;

/** Cuts text and takes out what no store holds: NUL characters and halves of surrogate pairs. */
export function storableText(text: string, max: number): string {
  return truncate(text, max).replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** A problem as a row may keep it, however long the texts are that somebody put in. */
export function capProblem(problem: Problem): Problem {
  const { errors, ...rest } = problem;
  return {
    ...rest,
    detail: storableText(problem.detail, caps.message),
    ...(errors ? { errors: errors.slice(0, caps.errors).map(capField) } : {}),
  };
}

function capField(field: FieldProblem): FieldProblem {
  const { pointer, message, suggestion } = field;
  return {
    ...field,
    message: storableText(message, caps.message),
    ...(pointer === undefined ? {} : { pointer: storableText(pointer, caps.pointer) }),
    ...(suggestion === undefined ? {} : { suggestion: storableText(suggestion, caps.pointer) }),
  };
}

/**
 * What was thrown, for a log: name, message and stack, cut, and the same of its causes. Properties that an error
 * carries besides (a request, a body) stay behind. Never throws, whatever the value does when it is read.
 */
export function capError(thrown: unknown, causes: number = caps.causes): Error {
  try {
    return copyError(thrown, causes);
  } catch {
    return new Error('Something was thrown that cannot be read.');
  }
}

function copyError(thrown: unknown, causes: number): Error {
  if (!(thrown instanceof Error)) return new Error(storableText(String(thrown), caps.message));
  const cause = thrown.cause === undefined || causes === 0 ? undefined : capError(thrown.cause, causes - 1);
  const copy = new Error(storableText(String(thrown.message), caps.message), { cause });
  copy.name = storableText(String(thrown.name), caps.pointer);
  copy.stack = storableText(String(thrown.stack), caps.stack);
  return copy;
}
