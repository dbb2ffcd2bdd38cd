import {
  limits,
  parseMoney,
  render,
  type Json,
  type NodeCost,
  type Scope,
  type WorstCase,
} from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';

/**
 * What an attempt of a node may cost at worst, from the values it sees.
 *
 * @throws MaestroError `out-of-range` where an amount or a number of tokens is none; what `render` throws
 */
export function worstCaseOf(cost: NodeCost, scope: Scope): WorstCase {
  const declared = cost.worst_case === null ? null : micros(render(cost.worst_case, scope));
  if (cost.model === null) return { micros: declared ?? 0 };
  const model = render(cost.model, scope);
  if (typeof model !== 'string' || model === '' || model.length > 128)
    throw new MaestroError('out-of-range', 'The model of a cost is a text of 1 to 128 characters.');
  return {
    model,
    maxInputTokens: tokens(render(cost.max_input_tokens, scope)),
    maxOutputTokens: tokens(render(cost.max_output_tokens, scope)),
    declaredMicros: declared,
  };
}

function micros(value: Json): number {
  const amount = typeof value === 'string' ? parseMoney(value) : null;
  if (amount === null)
    throw new MaestroError('out-of-range', 'The worst case of a cost is an amount such as "0.02 USD".');
  return amount;
}

function tokens(value: Json): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= limits.tokens)
    return value;
  throw new MaestroError(
    'out-of-range',
    `The tokens of a cost are a whole number from 0 to ${limits.tokens}.`,
  );
}
