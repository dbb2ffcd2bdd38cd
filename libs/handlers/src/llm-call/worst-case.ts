import type { WorstCase } from '@maestro/dsl';
import { mostTokens } from '@maestro/models';
import type { Candidate } from './candidate';
import type { Prompt } from './prompt';
import { repairBytes } from './structured';

/** Who has to conform to a schema may be asked a second time. */
function mostCalls({ schema }: Prompt): number {
  return schema === null ? 1 : 2;
}

/** What asking a candidate may cost at worst; null where it costs nothing: rules that nobody has priced. */
export function worstCaseOf(candidate: Candidate, prompt: Prompt): WorstCase | null {
  const { provider, model, price, maxTokens } = candidate;
  if (provider.kind === 'rules' && !price) return null;
  const reads = (bytes: number) => Math.min(bytes, model.context_tokens);
  const once = mostTokens(prompt);
  const calls = mostCalls(prompt);
  return {
    model: model.name,
    maxInputTokens: reads(once) + (calls > 1 ? reads(once + repairBytes(maxTokens)) : 0),
    maxOutputTokens: maxTokens * calls,
    calls,
  };
}

/** The same as an amount, in micro-dollars; null where the model has no price. */
export function mostMicros(candidate: Candidate, prompt: Prompt): number | null {
  const worst = worstCaseOf(candidate, prompt);
  if (worst === null) return 0;
  const { price } = candidate;
  if (price === null || !('model' in worst)) return null;
  const tokens = worst.maxInputTokens * price.input_nanos + worst.maxOutputTokens * price.output_nanos;
  return Math.ceil((tokens + price.call_nanos * (worst.calls ?? 1)) / 1_000);
}
