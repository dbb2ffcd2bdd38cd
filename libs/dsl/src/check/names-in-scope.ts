import { cut } from '../diagnostics/printable';
import type { MstCode } from '../diagnostics/codes';
import { macroNames, signatures } from '../expression/environment';
import type { CallUse, NameUse } from '../expression/names';
import { rootNames, runFields, taskFields, usageFields } from '../expression/scope';
import type { JsonObject } from '../json';
import { isObject } from '../schema/restrict';

export interface NameFault {
  mst: MstCode;
  message: string;
  /** The written word that is wrong, for its length in the text. */
  word: string;
  candidates?: Iterable<string>;
  suggestion?: string;
  help?: string;
}

/** What a template declares, for names that expressions take from it. */
export interface Declared {
  env: ReadonlySet<string>;
  /** Names of inputs; null where any name may be given. */
  inputs: ReadonlySet<string> | null;
  nodes: ReadonlyMap<string, number>;
}

/** The inputs a schema declares, where it declares them all in one place and does not allow others. */
export function declaredInputs(schema: JsonObject | null): ReadonlySet<string> | null {
  const { properties, ...rest } = schema ?? {};
  const open = ['patternProperties', 'allOf', 'anyOf', 'oneOf', 'if', '$ref', 'dependentSchemas'];
  if (!isObject(properties) || open.some((keyword) => rest[keyword] !== undefined)) return null;
  if (rest.additionalProperties === true || isObject(rest.additionalProperties)) return null;
  return new Set(Object.keys(properties));
}

/** What is wrong with a name that is not one of a task's; null where nothing is. */
export function checkName(
  { root, path }: NameUse,
  declared: Declared,
  { roots, ended = false }: { roots: readonly string[]; ended?: boolean },
): NameFault | null {
  if (!roots.includes(root)) return unknownRoot(root, declared, roots);
  const [field] = path;
  switch (root) {
    case 'inputs':
      return field !== undefined && declared.inputs && !declared.inputs.has(field)
        ? unknown(field, `there is no input "${cut(field)}"`, declared.inputs)
        : null;
    case 'env':
      return field !== undefined && !declared.env.has(field)
        ? unknown(field, `spec.env declares no "${cut(field)}"`, declared.env)
        : null;
    case 'run':
      return field === undefined ? null : checkRunField(field, ended);
    default:
      return null;
  }
}

function checkRunField(field: string, ended: boolean): NameFault | null {
  const known: readonly string[] = ended ? [...runFields, ...usageFields] : runFields;
  if (known.includes(field)) return null;
  const later = (usageFields as readonly string[]).includes(field);
  const message = later ? `run.${field} has a value only in spec.summary` : `a run has no "${cut(field)}"`;
  return { ...unknown(field, message, known), ...(later ? { candidates: [] } : {}) };
}

/** What to say of a name that expressions at this place do not have. */
export function unknownRoot(root: string, declared: Declared, roots: readonly string[]): NameFault {
  const help = `names here: ${roots.join(', ')}`;
  const plain = { mst: 'MST1304', word: root, help } as const;
  if (declared.nodes.has(root) && roots.includes('tasks'))
    return { ...plain, message: `unknown name "${cut(root)}"`, suggestion: taskPath(root) };
  const bodies = bodiesWith.get(root);
  if (bodies) return { ...plain, message: `"${root}" has a value only in the body of ${bodies}` };
  if ((rootNames as readonly string[]).includes(root))
    return { ...plain, message: `"${root}" has no value here` };
  return { ...unknown(root, `unknown name "${cut(root)}"`, roots), help };
}

const bodiesWith: ReadonlyMap<string, string> = new Map([
  ['item', 'a map'],
  ['index', 'a map or a loop'],
  ['round', 'a loop'],
  ['previous', 'a loop'],
]);

/** What is wrong with the part of `tasks.<id>.<field>` after the id. */
export function checkTaskField(path: readonly string[]): NameFault | null {
  const field = path[1];
  if (field === undefined || (taskFields as readonly string[]).includes(field)) return null;
  return {
    ...unknown(field, `a task has no "${cut(field)}"`, taskFields),
    help: `a task has ${taskFields.join(', ')}`,
  };
}

export function unknownTask(id: string, nodes: ReadonlyMap<string, number>): NameFault {
  return unknown(id, `there is no node "${cut(id)}"`, nodes.keys());
}

function unknown(word: string, message: string, candidates: Iterable<string>): NameFault {
  return { mst: 'MST1304', message, word, candidates };
}

/** How an expression names a node: ids with a hyphen need brackets, or CEL would subtract. */
export function taskPath(id: string): string {
  return id.includes('-') ? `tasks["${id}"]` : `tasks.${id}`;
}

/** What is wrong with a call; null where some function takes it. */
export function checkCall({ name, method, arity }: CallUse): NameFault | null {
  const sameName = signatures.filter((signature) => signature.name === name);
  if (sameName.some((signature) => signature.method === method && signature.arity === arity)) return null;
  if (name === 'has')
    return { mst: 'MST1306', message: 'has() takes a selection, such as has(inputs.x)', word: name };
  if ((macroNames as readonly string[]).includes(name))
    return {
      mst: 'MST1306',
      message: `${name}() is written list.${name}(x, …) with a variable of its own`,
      word: name,
    };
  if (sameName.length > 0) {
    const forms = [...new Set(sameName.map((signature) => formOf(signature)))].join(', ');
    return {
      mst: 'MST1306',
      message: `${name}() is not called like this`,
      word: name,
      help: `written ${forms}`,
    };
  }
  const candidates = new Set([...signatures.map((signature) => signature.name), ...macroNames]);
  return { mst: 'MST1306', message: `there is no function "${cut(name)}"`, word: name, candidates };
}

function formOf({ name, method, arity }: { name: string; method: boolean; arity: number }): string {
  const parameters = ['a', 'b', 'c', 'd'].slice(0, arity).join(', ');
  return method ? `x.${name}(${parameters})` : `${name}(${parameters})`;
}
