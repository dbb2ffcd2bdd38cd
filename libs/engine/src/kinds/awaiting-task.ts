import { digest, type Json, type JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { RunStatus } from '@maestro/state-machine';
import type { ClaimedTask } from '../claim-tasks';
import type { WaitFor } from '../completion';
import type { Engine } from '../engine';
import { putQuestion, type Question } from './approval';
import { calledTemplate } from './called-template';
import { beginChild, waitFor } from './child-run';
import { readChildren } from './read-children';

const readQuestion = statement('read_question');

/**
 * The attempt of a handler has to wait for something. It is parked, and once that has come another attempt, which uses up no retry,
 * finds it.
 */
export class Suspension extends Error {
  constructor(readonly wait: WaitFor) {
    super(`waits: ${wait.reason}`);
  }
}

/** How a question was answered, and by whom. */
export interface PeoplesAnswer {
  decision: 'approved' | 'rejected' | 'expired';
  /** Whether what they were shown is what is asked now. */
  same: boolean;
  people: string[];
}

interface QuestionRow {
  status: 'pending' | 'cancelled' | PeoplesAnswer['decision'];
  digest: string;
  people: string[];
}

/**
 * What people said to the question of a task: one question a task, bound to what they are shown.
 *
 * @throws Suspension while they have not answered
 */
export async function askPeople(
  engine: Engine,
  task: ClaimedTask,
  question: Question,
): Promise<PeoplesAnswer> {
  const { tenantId, runId } = task.run.ref;
  const [asked] = await engine.database.query<QuestionRow & Record<string, unknown>>(readQuestion, [
    ...[tenantId, runId, task.n],
  ]);
  if (!asked || asked.status === 'pending' || asked.status === 'cancelled')
    throw new Suspension(await putQuestion(engine, task, question));
  return { decision: asked.status, same: asked.digest === digest(question.shown), people: asked.people };
}

/** How the run ended that a task started. */
export interface EndedChild {
  status: RunStatus;
  outputs: Json;
  error: JsonObject | null;
}

/**
 * What the run of a template gave that a task calls: it is started by the first attempt that asks.
 *
 * @throws Suspension until it has ended
 * @throws MaestroError `unknown-ref`, `input-invalid`, `depth-exceeded`
 */
export async function runTemplate(
  engine: Engine,
  task: ClaimedTask,
  { name, inputs }: { name: string; inputs: JsonObject },
): Promise<EndedChild> {
  const [child] = await readChildren(engine, { run: task.run.ref, n: task.n });
  if (child?.finished) return child;
  if (child) throw new Suspension(waitFor(child.run.runId));
  const choose = async () => ({
    ...(await calledTemplate(engine, task.run, { name, version: null })),
    inputs,
  });
  throw new Suspension(await beginChild(engine, task, choose));
}
