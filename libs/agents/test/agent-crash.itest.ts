import { compileDocument, engineKinds, type HandlerCatalog } from '@maestro/dsl';
import { planNode, rescueLost, sweepRuns } from '@maestro/engine';
// eslint-disable-next-line @nx/enforce-module-boundaries -- the queue of the engine's own tests, whose deliveries a test decides
import { createHarness, succeed, type Harness } from '../../engine/test/harness';
// eslint-disable-next-line @nx/enforce-module-boundaries -- a worker that needs no process
import { createPlayer, type Handler } from '../../engine/test/kinds-driver';
// eslint-disable-next-line @nx/enforce-module-boundaries -- a worker that dies where a test says
import { mortal } from '../../engine/test/mortal';
import { loopDocument } from '../src/loop-document';

/** Calls of tools, of which each has a worker die about it: `AGENT_STEPS=50` for the large dose. */
const STEPS = Number(process.env['AGENT_STEPS'] ?? 4);

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());

const handlers: HandlerCatalog = new Map([
  ...Object.entries(engineKinds),
  ...['llm_call', 'tool_call'].map((ref) => [ref, { input: {} }] as const),
]);

it(`an agent of ${STEPS} tool calls ends whoever dies, and asks nobody twice whose answer is stored`, async () => {
  const document = loopDocument('agent.worker', {
    model: { model: 'm' },
    tools: ['template:lookup'],
    limits: { max_steps: STEPS + 1 },
  });
  const compiled = compileDocument(document, { handlers });
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  const run = await harness.start(compiled.plan, { prompt: 'Go.' });

  /** Every call of the model or of a tool, by the task that made it. */
  const paid: number[] = [];
  const repeated: number[] = [];
  const handler: Handler = async (task) => {
    const [row] = await harness.sql<{ status: string }>(
      'SELECT status FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = $3',
      [run.tenantId, run.runId, task.n],
    );
    if (row?.status === 'succeeded') repeated.push(task.n);
    paid.push(task.n);
    if (planNode(task).ref === 'tool_call')
      return succeed({ id: 'c', name: 'lookup', content: `found ${paid.length}`, is_error: false });
    const [{ done = 0 } = {}] = await harness.sql<{ done: number }>(
      `SELECT count(*)::int AS done FROM maestro_tasks t WHERE tenant_id = $1 AND run_id = $2 AND status = 'succeeded' AND node = $3`,
      [run.tenantId, run.runId, compiled.plan.nodes.findIndex(({ id }) => id === 'call')],
    );
    const calls = done < STEPS ? [{ id: 'c', name: 'lookup', arguments: {} }] : [];
    return succeed({ text: 'Done.', object: null, tool_calls: calls, finish_reason: 'stop' });
  };

  const status = async () => (await harness.statuses(run)).run;
  let deaths = 0;
  for (let life = 0; !['succeeded', 'failed'].includes(await status()); life += 1) {
    if (life > 60 * STEPS) throw new Error('stuck');
    const { engine, died } = mortal(harness, 6 + ((life * 5) % 13), life % 3 > 0);
    await createPlayer(harness, handler, { engine })
      .then((player) => player.drain())
      .catch(() => undefined);
    if (died()) deaths += 1;
    harness.inbox.length = 0;
    await harness.advance(17_000);
    await rescueLost(harness.engine);
    await sweepRuns(harness.engine);
  }

  const [ended] = await harness.sql<{ status: string; outputs: { text: string; steps: number } }>(
    'SELECT status, outputs FROM maestro_runs WHERE tenant_id = $1 AND id = $2',
    [run.tenantId, run.runId],
  );
  expect(ended).toMatchObject({ status: 'succeeded', outputs: { text: 'Done.', steps: STEPS + 1 } });
  expect(repeated).toEqual([]);
  // As many tasks were asked as there are: what was called again had no result that was stored.
  expect(new Set(paid).size).toBe(2 * STEPS + 1);
  expect(deaths).toBeGreaterThan(STEPS);
  process.stdout.write(
    `agent: ${STEPS} tool calls, ${deaths} deaths, ${paid.length} calls of ${2 * STEPS + 1} tasks\n`,
  );
}, 300_000);
