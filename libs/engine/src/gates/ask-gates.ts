import { digest } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { GateAnswer, RunToStart, StartGate } from '@maestro/tenancy';
import type { Engine } from '../engine';

/** What a gate said, with its name. */
export type Said = GateAnswer & { gate: string };
export type Asking = Extract<Said, { kind: 'ask' }>;

/** No start waits longer for a gate; one that is late refuses. */
const DEADLINE_MS = 5_000;
/** Runs about which a gate is asked at once: what it can answer within its deadline. */
const AT_ONCE = 50;

const OPEN: GateAnswer = { kind: 'open' };
const strictness: Readonly<Record<GateAnswer['kind'], number>> = { refuse: 3, ask: 2, hold: 1, open: 0 };

/**
 * Asks every gate about runs that are to begin; of the answers about one, the strictest.
 *
 * @param agreed keys of the questions that people have agreed to, by run
 */
export async function askGates(
  engine: Engine,
  runs: readonly RunToStart[],
  agreed: ReadonlySet<string> = new Set(),
): Promise<Said[]> {
  const said: Said[] = [];
  for (let from = 0; from < runs.length; from += AT_ONCE) {
    const some = runs.slice(from, from + AT_ONCE);
    const answers = await Promise.all(engine.startGates.map((gate) => askOne(engine, gate, some)));
    said.push(...some.map((_, i) => strictest(answers.map((list) => settled(list[i] as Said, agreed)))));
  }
  return said;
}

/** Names a question: what was agreed to once is not asked again, and another demand is another question. */
export function questionKey({ gate, reason, approvers, quorum, refuseStarter }: Asking): string {
  return digest({ gate, reason, approvers: [...approvers], quorum, refuseStarter });
}

function settled(said: Said, agreed: ReadonlySet<string>): Said {
  return said.kind === 'ask' && agreed.has(questionKey(said)) ? { ...OPEN, gate: said.gate } : said;
}

function strictest(said: readonly Said[]): Said {
  return said.reduce((worst, next) => (strictness[next.kind] > strictness[worst.kind] ? next : worst));
}

async function askOne(engine: Engine, gate: StartGate, runs: readonly RunToStart[]): Promise<Said[]> {
  try {
    const answers = await inTime(gate.ask(runs), DEADLINE_MS);
    if (answers.length !== runs.length)
      throw new Error(`it gave ${answers.length} of ${runs.length} answers`);
    return answers.map((answer) => ({ ...answer, gate: gate.name }));
  } catch (cause) {
    engine.onError(cause, `asking the gate ${gate.name}`);
    const detail = `The gate "${gate.name}" could not be asked whether the run may start.`;
    const error = new MaestroError('policy-unavailable', detail, { retryAfter: 5, cause });
    return runs.map(() => ({ kind: 'refuse', error, gate: gate.name }));
  }
}

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
