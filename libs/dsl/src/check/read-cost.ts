import type { Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';
import { limits } from '../limits';
import { parseMoney } from '../money';
import type { Plan } from '../plan';
import { textOf, type DraftCost } from './draft';
import type { Reader } from './reader';
import { nameForms, shapes, words } from './vocabulary';

const modelFields = ['max_input_tokens', 'max_output_tokens'] as const;
const usageFields = ['input_tokens', 'output_tokens'] as const;

/** What an attempt may cost: a declared amount, or a model and its tokens. */
export function readCost(reader: Reader, cursor: Cursor | undefined): DraftCost | null {
  const given = cursor && reader.object(cursor, shapes.cost);
  if (!cursor || !given) return null;
  if (!given.worst_case && !given.model)
    reader.fault(cursor, {
      mst: 'MST1102',
      message: 'a cost needs the field "worst_case", or "model" with its tokens',
    });
  if (given.worst_case && !hasExpression(textOf(given.worst_case) ?? ''))
    reader.name(given.worst_case, nameForms.money);
  reader.text(given.model, limits.keyLength);
  checkModel(reader, cursor, given);
  for (const field of modelFields) readTokens(reader, given[field]);
  for (const field of ['used', ...usageFields] as const) reader.string(given[field]);
  return {
    worst_case: given.worst_case ?? null,
    model: given.model ?? null,
    max_input_tokens: given.max_input_tokens ?? null,
    max_output_tokens: given.max_output_tokens ?? null,
    used: given.used ?? null,
    input_tokens: given.input_tokens ?? null,
    output_tokens: given.output_tokens ?? null,
  };
}

/** Tokens go with a model, dollars with a declared amount. */
function checkModel(reader: Reader, cursor: Cursor, given: Partial<Record<keyof DraftCost, Cursor>>): void {
  if (!given.model) {
    for (const field of [...modelFields, ...usageFields])
      if (given[field])
        reader.fault(given[field], { mst: 'MST1114', message: `"${field}" goes with "model"` });
    return;
  }
  if (given.used)
    reader.fault(given.used, {
      mst: 'MST1114',
      message:
        '"used" is for a declared amount; the usage of a model is read by "input_tokens" and "output_tokens"',
    });
  const needed = [...modelFields, ...(usageFields.some((field) => given[field]) ? usageFields : [])];
  for (const field of needed)
    if (!given[field])
      reader.fault(cursor, { mst: 'MST1102', message: `a cost with a model needs the field "${field}"` });
}

function readTokens(reader: Reader, cursor: Cursor | undefined): void {
  if (hasExpression(textOf(cursor) ?? '')) return;
  reader.integer(cursor, { min: 0, max: limits.tokens });
}

/** What all attempts of a run may cost. */
export function readBudget(reader: Reader, cursor: Cursor | undefined): Plan['budget'] {
  const given = cursor && reader.object(cursor, shapes.budget);
  const text = given?.cap ? reader.name(given.cap, nameForms.money) : null;
  const chosen = given && reader.choice(given.on_exhausted, words.onExhausted);
  if (text === null) return null;
  return { cap: parseMoney(text) ?? 0, ...(chosen ? { on_exhausted: chosen } : {}) };
}
