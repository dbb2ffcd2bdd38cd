import {
  celEnv,
  celError,
  celFunc,
  celMethod,
  CelScalar,
  isCelError,
  isCelList,
  isCelMap,
  listType,
  type CelFunc,
  type CelList,
  type CelValue,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { maestroFunctions } from './functions';
import { equals, includes } from './equality';
import { append, concatenate } from './lists';
import { evaluation } from './scope';
import { checkLength, join, matches, replace } from './strings';
import { limits } from '../limits';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);

/** Characters that one step of work covers in CEL's own string functions. */
const CHARACTERS_PER_STEP = 256;

/** Called by the comprehensions that `meter` rewrites; no expression can name them. */
export const STEP = '@step';
export const RANGE = '@range';
export const APPEND = '@append';

const overrides: CelFunc[] = [
  celFunc('_==_', [DYN, DYN], BOOL, equals),
  celFunc('_!=_', [DYN, DYN], BOOL, (left, right) => !equals(left, right)),
  celFunc('@in', [DYN, LIST], BOOL, includes),
  celFunc('_+_', [LIST, LIST], LIST, concatenate),
  celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
    return matches(this, pattern);
  }),
  celMethod('replace', STRING, [STRING, STRING], STRING, function (search, replacement) {
    return replace(this, [search, replacement]);
  }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (search, replacement, count) {
    return replace(this, [search, replacement], Number(count));
  }),
  celMethod('join', LIST, [], STRING, function () {
    return join(this, '');
  }),
  celMethod('join', LIST, [STRING], STRING, function (separator) {
    return join(this, separator);
  }),
];

/** JSON does not tell 2 from 2.0, so `price * 2` must not depend on what the price happens to be. */
const mixedArithmetic: CelFunc[] = [
  ...mixed('_+_', (left, right) => left + right),
  ...mixed('_-_', (left, right) => left - right),
  ...mixed('_*_', (left, right) => left * right),
  ...mixed('_/_', (left, right) => left / right),
];

function mixed(operator: string, apply: (left: number, right: number) => number): CelFunc[] {
  return [
    celFunc(operator, [INT, DOUBLE], DOUBLE, (left, right) => apply(Number(left), right)),
    celFunc(operator, [DOUBLE, INT], DOUBLE, (left, right) => apply(left, Number(right))),
  ];
}

const internals: CelFunc[] = [
  celFunc(STEP, [], BOOL, () => true),
  celFunc(APPEND, [DYN, DYN], DYN, (list, item) => append(list as CelList, item)),
  celFunc(RANGE, [DYN], DYN, (range) => {
    if ((isCelList(range) || isCelMap(range)) && range.size > limits.macroElements)
      evaluation().budget.refuse(`a macro over more than ${limits.macroElements} elements`);
    return range;
  }),
];

/** Everything expressions can call, each call charged to the evaluation's budget. */
export const environment = celEnv({
  funcs: Array.from(
    celEnv({ funcs: [...strings, ...overrides, ...mixedArithmetic, ...maestroFunctions, ...internals] })
      .funcs,
    metered,
  ),
});

function metered(func: CelFunc): CelFunc {
  const call: CelFunc['call'] = (id, target, args) => {
    if (func.name === 'format') walk(args[0] ?? null);
    const result = func.call(id, target, args);
    if (result === undefined) return undefined;
    let steps = 1 + charactersOf(target) / CHARACTERS_PER_STEP;
    for (const arg of args) steps += charactersOf(arg) / CHARACTERS_PER_STEP;
    evaluation().budget.charge(steps);
    if (typeof result === 'string') checkLength(result.length);
    return isCelError(result) && result.exprId === undefined
      ? celError(new Error(result.message), id)
      : result;
  };
  return Object.create(func, { call: { value: call } }) as CelFunc;
}

function charactersOf(value: CelValue | undefined): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

/** Charges for every element that `format` would print: shared structure can be exponentially large. */
function walk(value: CelValue): void {
  evaluation().budget.charge(1);
  if (isCelList(value)) for (const item of value) walk(item);
  else if (isCelMap(value)) for (const [, member] of value) walk(member);
}

/** How a function may be called: `name` as it is written, whether after a dot, how many arguments. */
export interface Signature {
  name: string;
  method: boolean;
  arity: number;
}

/** What users may call, without operators and internals. */
export const signatures: readonly Signature[] = Array.from(environment.funcs)
  .filter((func) => /^[A-Za-z][\w.]*$/.test(func.name))
  .map((func) => ({ name: func.name, method: func.target !== undefined, arity: func.arguments.length }));

export const macroNames = ['has', 'all', 'exists', 'exists_one', 'existsOne', 'map', 'filter'] as const;
