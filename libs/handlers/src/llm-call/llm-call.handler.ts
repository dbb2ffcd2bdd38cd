import { digest } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { createMasker, maskError } from '@maestro/secrets/mask';
import type { BillingContext, Handler, HandlerContext } from '../contract';
import { milliseconds } from '../duration';
import { askCandidate } from './ask-candidate';
import type { Candidate } from './candidate';
import { candidatesOf } from './candidates';
import { llmInputSchema, llmOutputSchema, type GivenLlmInput, type LlmInput, type LlmOutput } from './input';
import { promptOf, type Prompt } from './prompt';
import { Spent } from './spent';
import { withAgent } from './with-agent';
import { worstCaseOf } from './worst-case';

/** One question to a language model. */
export const llmCallHandler: Handler<GivenLlmInput, LlmOutput> = {
  ref: 'llm_call',
  description:
    'Asks a language model; what it may cost is reserved first, and its answer is kept before anything follows.',
  input: llmInputSchema,
  output: llmOutputSchema,
  schemas: ['/schema', '/tools/*/input_schema'],
  tools: ['/tools/*'],
  enabledByDefault: true,
  resolve: (input, { agents }) => withAgent(input, agents),
  async billing(given, ctx) {
    const input = readable(given);
    const { prompt, candidates } = await planOf(input, ctx);
    const [first] = candidates;
    return first ? worstCaseOf(first, prompt) : null;
  },
  reuse({ cache, ...asked }) {
    return cache ? { key: digest(asked as never), ttlMs: milliseconds(cache.ttl) } : null;
  },
  async execute(given, ctx) {
    const input = readable(given);
    const { prompt, candidates } = await planOf(input, ctx);
    return firstAnswer(candidates, { input, prompt, ctx });
  },
};

/** What its agent says is in it by now. */
function readable(input: GivenLlmInput): LlmInput {
  const { model } = input;
  if (model === undefined) throw new MaestroError('missing-field', 'Neither a model nor an agent is named.');
  return { ...input, model };
}

async function planOf(
  input: LlmInput,
  { models, tools, attempt }: Pick<BillingContext, 'models' | 'tools' | 'attempt'>,
): Promise<{ prompt: Prompt; candidates: Candidate[] }> {
  const [prompt, providers] = await Promise.all([promptOf(input, tools), models.providers()]);
  return { prompt, candidates: candidatesOf(input, prompt, { providers, attempt }) };
}

/**
 * Asks one candidate after the other while it is certain that those before cost nothing: an attempt pays for one of them. Whose
 * failure may have cost something ends the attempt, and the next one begins with the next candidate.
 */
async function firstAnswer(
  candidates: readonly Candidate[],
  { input, prompt, ctx }: { input: LlmInput; prompt: Prompt; ctx: HandlerContext },
): Promise<LlmOutput> {
  for (const [n, candidate] of candidates.entries()) {
    if (n > 0) await ctx.models.reserveAgain(worstCaseOf(candidate, prompt));
    const { name } = candidate.provider;
    const key = candidate.provider.secret === null ? null : await ctx.models.key(name);
    const spent = new Spent();
    const masker = key === null ? ctx.masker : createMasker([key]);
    try {
      return masker.value(await askCandidate({ candidate, key, masker, spent, input, prompt }, ctx));
    } catch (thrown) {
      const error = maskError(thrown, masker);
      if (n === candidates.length - 1 || !spent.isNothing() || ctx.signal.aborted) throw error;
      const message = error instanceof Error ? error.message : 'The provider failed.';
      ctx.log('warn', `"${name}" did not answer, the next one is asked: ${message}`);
    }
  }
  throw new Error('there is no candidate');
}
