import { MaestroError, truncate, type FieldProblem } from '@maestro/problems';
import { escapePointer } from '../body/strict-json';
import type { Parameters, ParametersOf } from './parameter';

const MAX_FAULTS = 20;
const MAX_ECHO = 64;

/**
 * Reads the query of a request's target by a declaration. Names that are not declared, values that are not
 * acceptable and parameters given twice are refused, all at once.
 *
 * @throws MaestroError `invalid-parameter`, or the code of the first faulty parameter
 */
export function readParameters<P extends Parameters>(declared: P, target: string): ParametersOf<P> {
  const values = new Map<string, unknown>(
    Object.entries(declared).map(([name, { fallback }]) => [name, fallback]),
  );
  const seen = new Set<string>();
  const faults: FieldProblem[] = [];
  for (const [name, given] of new URLSearchParams(queryOf(target))) {
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const value = parameter?.parse(given) ?? null;
    if (!parameter) faults.push(fault(name, 'invalid-parameter', unknownMessage(declared)));
    else if (seen.has(name))
      faults.push(fault(name, 'invalid-parameter', 'This parameter is given more than once.'));
    else if (value === null) faults.push(fault(name, parameter.code, refusal(given, parameter.expects)));
    else values.set(name, value);
    seen.add(name);
    if (faults.length >= MAX_FAULTS) break;
  }
  const [first] = faults;
  if (first)
    throw new MaestroError(first.code, `${first.pointer?.slice(1)}: ${first.message}`, { errors: faults });
  return Object.fromEntries(values) as ParametersOf<P>;
}

function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

function fault(name: string, code: FieldProblem['code'], message: string): FieldProblem {
  return { pointer: `/${escapePointer(name)}`, code, message };
}

function unknownMessage(declared: Parameters): string {
  const names = Object.keys(declared).join(', ');
  return names ? `This parameter is not known; known are ${names}.` : 'This route takes no parameters.';
}

function refusal(given: string, expects: string): string {
  return `${JSON.stringify(truncate(given, MAX_ECHO))} is not acceptable; it must be ${expects}.`;
}
