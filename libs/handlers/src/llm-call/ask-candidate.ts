import { callModel, connectionOf, isFree, type Message, type ModelAnswer } from '@maestro/models';
import { MaestroError } from '@maestro/problems';
import type { Masker } from '@maestro/secrets/mask';
import type { HandlerContext } from '../contract';
import type { Candidate } from './candidate';
import type { LlmInput, LlmOutput } from './input';
import { digestOf, type Prompt } from './prompt';
import { ShownText } from './shown-text';
import type { Spent } from './spent';
import { checkAnswer, repairTurns } from './structured';

interface Asking {
  candidate: Candidate;
  key: string | null;
  masker: Masker;
  spent: Spent;
  input: LlmInput;
  prompt: Prompt;
}

/**
 * Asks one model, and once more where its answer has to conform to a schema and does not. Says what was used, however it ends.
 *
 * @throws MaestroError what `callModel` throws, and `llm-output-invalid`
 */
export async function askCandidate(asking: Asking, ctx: HandlerContext): Promise<LlmOutput> {
  const { candidate, prompt, spent, input } = asking;
  const about = { provider: candidate.provider.name, model: candidate.model.name };
  try {
    const first = await call(asking, ctx, prompt.messages);
    const { answer, object } = await conforming(asking, ctx, first);
    const { text, toolCalls, finishReason, model } = answer;
    const result = {
      ...{ text, object, tool_calls: toolCalls.map((each) => ({ ...each })) },
      ...{ finish_reason: finishReason, usage: spent.counts(), provider: about.provider, model },
      prompt_digest: digestOf(prompt),
    };
    const fields = {
      ...{ ...about, answered_by: model, prompt_digest: result.prompt_digest, ...result.usage },
      ...(input.agent === undefined
        ? {}
        : { agent: input.agent, agent_version: input.agent_version ?? null }),
    };
    ctx.log('info', 'A model has answered.', fields);
    return result;
  } finally {
    ctx.bill(spent.usage(about));
  }
}

async function conforming(
  asking: Asking,
  ctx: HandlerContext,
  answer: ModelAnswer,
): Promise<{ answer: ModelAnswer; object: LlmOutput['object'] }> {
  const { prompt, candidate } = asking;
  const { schema } = prompt;
  // Calls of tools come before the answer that the schema is about.
  if (schema === null || answer.toolCalls.length > 0) return { answer: filled(answer), object: null };
  const first = checkAnswer(answer.text, schema);
  if (first.faults === undefined) return { answer, object: first.object };
  ctx.log('warn', 'The answer does not conform to its schema, the model is asked again.', {
    faults: first.faults,
  });
  const messages = [...prompt.messages, ...repairTurns(answer.text, first.faults, candidate.maxTokens)];
  const again = await call(asking, ctx, messages);
  const second = checkAnswer(again.text, schema);
  if (second.faults !== undefined) throw invalid(second.faults, again);
  return { answer: again, object: second.object };
}

async function call(
  { candidate, key, masker, spent, input, prompt }: Asking,
  ctx: HandlerContext,
  messages: readonly Message[],
): Promise<ModelAnswer> {
  const { provider, model, maxTokens } = candidate;
  const { tools, schema } = prompt;
  const { temperature = null, stop = [] } = input;
  const request = { model: model.name, messages, tools, schema, maxTokens, temperature, stop };
  const shown = new ShownText(masker.stream(), (piece) => ctx.say(piece));
  const began = performance.now();
  try {
    const answer = await callModel(connectionOf(provider, key), request, {
      ...{ egress: ctx.egress, signal: ctx.signal },
      onText: (piece) => shown.write(piece),
    });
    spent.add(answer.usage);
    const took = { provider: provider.name, model: model.name, ms: performance.now() - began };
    void ctx.models.took(took).catch(() => undefined);
    return answer;
  } catch (error) {
    if (!isFree(error)) spent.lose();
    throw error;
  } finally {
    shown.end();
  }
}

/** An answer that says nothing is none, unless somebody keeps it from saying it. */
function filled(answer: ModelAnswer): ModelAnswer {
  const { text, toolCalls, finishReason } = answer;
  if (text === '' && toolCalls.length === 0 && finishReason !== 'content_filter')
    throw new MaestroError('llm-output-invalid', `The answer of the model is empty (${finishReason}).`);
  return answer;
}

function invalid(faults: string, { finishReason }: ModelAnswer): MaestroError {
  const cut = finishReason === 'length' ? ' It was cut off: max_tokens is too small for it.' : '';
  return new MaestroError('llm-output-invalid', `The answer does not conform to its schema.${cut} ${faults}`);
}
