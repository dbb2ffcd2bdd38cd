import { formatMoney, parseMoney } from '@maestro/dsl';
import { tokensOfMessages } from '@maestro/models';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import type { OfferedProvider } from '../model-door';
import type { Candidate } from './candidate';
import type { LlmInput, Wanted } from './input';
import type { Prompt } from './prompt';
import { mostMicros } from './worst-case';

const DEFAULT_MAX_TOKENS = 1024;

type Refusal = { code: ProblemCode; why: string };

/** Whose fault it is where nothing is left, the gravest first. */
const gravest: readonly ProblemCode[] = [
  'policy-denied',
  'context-too-large',
  'budget-exceeded',
  'unknown-model',
  'out-of-range',
];

/**
 * Whom to ask, in order: the model and its fallbacks, by every provider that serves them and may see the data. A further attempt
 * begins further down, so that it does not ask who just failed.
 *
 * @throws MaestroError `unknown-model-provider`, `policy-denied`, `context-too-large`, `budget-exceeded`, `unknown-model`, `out-of-range`
 */
export function candidatesOf(
  input: LlmInput,
  prompt: Prompt,
  { providers, attempt }: { providers: readonly OfferedProvider[]; attempt: number },
): Candidate[] {
  const wanted: Wanted[] = [{ provider: input.provider, model: input.model }, ...(input.fallback ?? [])];
  const refusals: Refusal[] = [];
  const found = new Map<string, Candidate>();
  for (const each of wanted) {
    const serving = servedBy(each, providers);
    if (serving.length === 0) refusals.push({ code: 'unknown-model-provider', why: unserved(each) });
    for (const { provider, model } of serving) {
      const candidate = candidateOf(input, { provider, model });
      const refusal = refusalOf(input, prompt, candidate);
      if (refusal) refusals.push(refusal);
      else if (!found.has(keyOf(candidate))) found.set(keyOf(candidate), candidate);
    }
  }
  if (found.size === 0) throw refused(refusals);
  const ordered = sorted([...found.values()], input, prompt);
  const first = (attempt - 1) % ordered.length;
  return [...ordered.slice(first), ...ordered.slice(0, first)];
}

function servedBy({ provider: name, model: wanted }: Wanted, providers: readonly OfferedProvider[]) {
  return providers
    .filter((provider) => name === undefined || provider.name === name)
    .flatMap((provider) =>
      provider.models.filter((model) => model.name === wanted).map((model) => ({ provider, model })),
    );
}

function candidateOf(input: LlmInput, { provider, model }: Pick<Candidate, 'provider' | 'model'>): Candidate {
  const price = provider.prices[model.name] ?? null;
  const room = Math.max(1, Math.floor(model.context_tokens / 2));
  const fitting = Math.min(DEFAULT_MAX_TOKENS, model.max_output_tokens ?? DEFAULT_MAX_TOKENS, room);
  return { provider, model, price, maxTokens: input.max_tokens ?? fitting };
}

function refusalOf(input: LlmInput, prompt: Prompt, candidate: Candidate): Refusal | null {
  return unseeing(input, candidate) ?? tooLarge(prompt, candidate) ?? tooDear(input, prompt, candidate);
}

/** Who may not see the data. */
function unseeing(input: LlmInput, { provider }: Candidate): Refusal | null {
  const { name, barred, region, data_labels: labels, data_classes: classes } = provider;
  const { regions, data_classes: data = [] } = input.route ?? {};
  if (barred !== null) return { code: 'policy-denied', why: `"${name}" ${barred}` };
  if (regions && (region === null || !regions.includes(region)))
    return { code: 'policy-denied', why: `"${name}" is not in ${regions.join(' or ')}` };
  const unseen = [...labels, ...data].find((label) => !classes.includes(label));
  return unseen === undefined
    ? null
    : { code: 'policy-denied', why: `"${name}" may not see data of the class "${unseen}"` };
}

function tooLarge(prompt: Prompt, { provider: { name }, model, maxTokens }: Candidate): Refusal | null {
  if (maxTokens > (model.max_output_tokens ?? Infinity))
    return {
      code: 'out-of-range',
      why: `"${model.name}" of "${name}" writes ${model.max_output_tokens} tokens at most, not ${maxTokens}`,
    };
  const size = tokensOfMessages(prompt);
  if (size + maxTokens > model.context_tokens)
    return {
      code: 'context-too-large',
      why: `the prompt has some ${size} tokens and the answer may have ${maxTokens}, and "${model.name}" of "${name}" has room for ${model.context_tokens}`,
    };
  return null;
}

function tooDear({ max_cost: text }: LlmInput, prompt: Prompt, candidate: Candidate): Refusal | null {
  const most = text === undefined ? null : parseMoney(text);
  if (most === null) return null;
  const about = `"${candidate.model.name}" of "${candidate.provider.name}"`;
  const micros = mostMicros(candidate, prompt);
  if (micros === null)
    return {
      code: 'unknown-model',
      why: `${about} has no price, and nobody can say that it costs no more than ${text}`,
    };
  if (micros <= most) return null;
  return {
    code: 'budget-exceeded',
    why: `${about} may cost ${formatMoney(micros)}, and ${text} is the most`,
  };
}

function sorted(candidates: Candidate[], { route }: LlmInput, prompt: Prompt): Candidate[] {
  if (!route?.by) return candidates;
  const weigh = route.by === 'cost' ? (each: Candidate) => costOf(each, prompt) : latencyOf;
  return candidates
    .map((candidate) => ({ candidate, weight: weigh(candidate) }))
    .sort((a, b) => (a.weight === b.weight ? 0 : a.weight - b.weight))
    .map(({ candidate }) => candidate);
}

/** What has no price goes last: it is refused unless the tenant trusts what is declared. */
function costOf(candidate: Candidate, prompt: Prompt): number {
  return mostMicros(candidate, prompt) ?? Infinity;
}

function latencyOf({ provider, model }: Candidate): number {
  return provider.latency[model.name] ?? model.latency_ms ?? Infinity;
}

function keyOf({ provider, model }: Candidate): string {
  return `${provider.name} ${model.name}`;
}

function unserved({ provider, model }: Wanted): string {
  return provider === undefined
    ? `no provider serves "${model}"`
    : `there is no provider "${provider}" that serves "${model}"`;
}

function refused(refusals: readonly Refusal[]): MaestroError {
  const code =
    gravest.find((each) => refusals.some((refusal) => refusal.code === each)) ?? 'unknown-model-provider';
  const whys = [...new Set(refusals.map(({ why }) => why))].slice(0, 5);
  return new MaestroError(code, `The model cannot be asked: ${whys.join('; ')}.`);
}
