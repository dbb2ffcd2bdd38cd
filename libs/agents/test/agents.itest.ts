import { compileDocument, engineKinds, type HandlerCatalog, type JsonObject } from '@maestro/dsl';
import {
  cancelRun,
  pauseRun,
  planNode,
  resumeRun,
  vote,
  type ClaimedTask,
  type CompletionOutcome,
  type RunRef,
} from '@maestro/engine';
import { publishTemplate } from '@maestro/catalog';
// eslint-disable-next-line @nx/enforce-module-boundaries -- the queue of the engine's own tests, whose deliveries a test decides
import { createHarness, succeed, type Harness } from '../../engine/test/harness';
// eslint-disable-next-line @nx/enforce-module-boundaries -- a worker that needs no process
import { createPlayer, type Handler } from '../../engine/test/kinds-driver';
import {
  changeAgent,
  createAgent,
  createProposals,
  draftAgent,
  getAgent,
  invokeAgent,
  removeAgent,
} from '../src';

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());
afterEach(() => expect(harness.errors).toEqual([]));

const others = ['noop', 'llm_call', 'tool_call'].map((ref) => [ref, { input: {} }] as const);
const handlers: HandlerCatalog = new Map([...Object.entries(engineKinds), ...others]);
const model = { model: 'm' };
let count = 0;

async function make(given: JsonObject = { model }, name = `a${(count += 1)}`): Promise<string> {
  await harness.tenants.withTenant(harness.tenantId, async (tx) => {
    const draft = await draftAgent(tx, { name, given, handlers });
    return createAgent(tx, { name, draft, actor: 'key:test' });
  });
  return name;
}

/** Publishes a graph, and gives its name. */
async function publish(spec: JsonObject): Promise<string> {
  const name = `t${(count += 1)}`;
  const document = { apiVersion: 'maestro/v1', kind: 'Workflow', metadata: { name }, spec };
  const compiled = compileDocument(document, { handlers });
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  const { plan, contentHash } = compiled;
  const content = {
    name,
    plan,
    contentHash,
    format: 'json' as const,
    source: JSON.stringify(document),
    createdBy: 'test',
  };
  await harness.tenants.withTenant(harness.tenantId, (tx) => publishTemplate(tx, content));
  return name;
}

/** A template of one `agent_call`. */
const caller = (agent: string, rest: JsonObject = {}) =>
  publish({
    inputs: { type: 'object' },
    nodes: [
      { id: 'call', kind: 'task', ref: 'agent_call', with: { agent, inputs: { prompt: 'Go.' } }, ...rest },
    ],
    outputs: { said: '${{ tasks.call.output }}' },
  });

async function invoke(agent: string, inputs: JsonObject = { prompt: 'Go.' }): Promise<RunRef> {
  const { tenantId, engine, tenants } = harness;
  const request = { tenantId, inputs, createdBy: 'test', origin: 'api' as const, traceparent: null };
  const result = await invokeAgent(
    { engine, tenants },
    { ...request, idempotencyKey: null, agent, agentVersion: undefined, labels: { team: 'red' } },
  );
  if (result.outcome === 'key-mismatch') throw new Error('unexpected');
  return { tenantId, runId: result.runId };
}

/** As on a worker: with what looks over plans that are proposed. */
const drain = async (handler: Handler) => {
  const proposals = createProposals({ tenants: harness.tenants, handlers, permit: async () => undefined });
  return (await createPlayer(harness, handler, { engine: { ...harness.engine, proposals } })).drain();
};

interface RunRow {
  id: string;
  status: string;
  outputs: JsonObject | null;
  depth: number;
  error: { code: string; detail: string } | null;
  name: string;
}

const family = (run: RunRef) =>
  harness.sql<RunRow>(
    `WITH RECURSIVE f AS (SELECT r.* FROM maestro_runs r WHERE tenant_id = $1 AND id = $2
       UNION ALL SELECT r.* FROM f JOIN maestro_runs r ON r.tenant_id = f.tenant_id AND r.parent_run = f.id)
     SELECT f.id, f.status, f.outputs, f.depth, t.name, coalesce(f.error, k.error) AS error FROM f
     JOIN maestro_templates t ON t.tenant_id = f.tenant_id AND t.id = f.template_id
     LEFT JOIN maestro_tasks k ON k.tenant_id = f.tenant_id AND k.run_id = f.id AND k.n = f.failed_task ORDER BY f.depth`,
    [run.tenantId, run.runId],
  );

const answer = (text: string, calls: object[] = []): CompletionOutcome =>
  succeed({ text, object: null, tool_calls: calls as never, finish_reason: 'stop' });
const toolCall = (id: string, name: string) => ({ id, name, arguments: { id } });
const inputOf = (task: ClaimedTask) => planNode(task).ref;

describe('an agent', () => {
  it('has versions that never change, and a name for good', async () => {
    const name = await make({ model, description: 'one' });
    const tx = <T>(work: Parameters<typeof harness.tenants.withTenant<T>>[1]) =>
      harness.tenants.withTenant(harness.tenantId, work);
    const change = (given: JsonObject) =>
      tx(async (tx) => {
        const draft = await draftAgent(tx, { name, given, handlers });
        return changeAgent(tx, await getAgent(tx, name, { lock: true }), { draft, actor: 'key:test' });
      });
    expect((await change({ model, description: 'one' })).version).toBe(1);
    expect(await change({ model, description: 'two' })).toMatchObject({ version: 2, templateVersion: 2 });
    await expect(make({ model }, name)).rejects.toMatchObject({ code: 'name-taken' });
    await tx(async (tx) => removeAgent(tx, await getAgent(tx, name), 'key:test'));
    await expect(tx((tx) => getAgent(tx, name))).rejects.toMatchObject({ code: 'not-found' });
    await expect(make({ model }, name)).rejects.toMatchObject({ code: 'name-taken' });
    const rows = await harness.sql<{ action: string }>(
      `SELECT action FROM maestro_audit_entries WHERE action LIKE 'agent.%' ORDER BY id`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['agent.created', 'agent.changed', 'agent.deleted']);
  });

  it('asks its model and calls its tools in rounds until there is an answer', async () => {
    const agent = await make({ model, tools: ['template:lookup'] });
    const run = await invoke(agent);
    const asked: JsonObject[][] = [];
    await drain(async (task) => {
      const { ref } = planNode(task);
      if (ref === 'tool_call')
        return succeed({ id: `c${task.place?.idx}`, name: 'lookup', content: 'found', is_error: false });
      asked.push(await conversation(task));
      return asked.length < 3
        ? answer('', [toolCall('c0', 'lookup'), toolCall('c1', 'lookup')])
        : answer('Done.');
    });
    const [row] = await family(run);
    expect(row).toMatchObject({ status: 'succeeded', outputs: { text: 'Done.', steps: 3, agent } });
    expect(asked.map(({ length }) => length)).toEqual([1, 4, 7]);
    expect((asked[2] ?? []).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'assistant',
      'tool',
      'tool',
    ]);
  });

  it('E109: that never stops asking ends at its limit', async () => {
    const agent = await make({ model, tools: ['template:lookup'], limits: { max_steps: 2 } });
    const run = await invoke(agent);
    await drain(async (task) =>
      inputOf(task) === 'tool_call'
        ? succeed({ id: 'c', name: 'lookup', content: '', is_error: false })
        : answer('', [toolCall('c', 'lookup')]),
    );
    expect((await family(run))[0]).toMatchObject({ status: 'failed', error: { code: 'agent-limit' } });
  });

  it('never hands a conversation over to itself', async () => {
    const refused = { code: 'agent-cycle', errors: [expect.objectContaining({ pointer: '/handoffs/0' })] };
    await expect(make({ model, handoffs: ['narcissus'] }, 'narcissus')).rejects.toMatchObject(refused);
  });

  it('hands a conversation over: the caller sees the answer of the other', async () => {
    const writer = await make();
    const agent = await make({ model, handoffs: [writer] });
    const run = await invoke(agent);
    await drain(async (task) =>
      task.run.templateName === `agent.${agent}`
        ? answer('', [toolCall('h', `handoff_to_${writer}`)])
        : answer(`Heard ${(await conversation(task)).length}.`),
    );
    const [first, second] = await family(run);
    expect(first).toMatchObject({ status: 'succeeded', outputs: { text: 'Heard 3.', agent: writer } });
    expect(second).toMatchObject({ name: `agent.${writer}`, depth: 1, status: 'succeeded' });
  });
});

describe('agent_call', () => {
  it('starts a run of the agent, which inherits labels and deadline, and gives its outputs', async () => {
    const agent = await make({
      template: await publish({
        inputs: { type: 'object' },
        nodes: [{ id: 'a', kind: 'task', ref: 'noop' }],
        outputs: { x: 1 },
      }),
    });
    const outer = await make({ template: await caller(agent) });
    const run = await invoke(outer);
    await drain(() => succeed());
    const rows = await family(run);
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      [`agent.${outer}`, 'succeeded'],
      [`agent.${agent}`, 'succeeded'],
    ]);
    expect(rows[0]?.outputs).toEqual({ said: { x: 1 } });
    const labels = await harness.sql('SELECT value FROM maestro_run_labels WHERE run_id = $1', [rows[1]?.id]);
    expect(labels).toEqual([{ value: 'red' }]);
  });

  it('A → B → A stops, and says by which way it came back', async () => {
    const [a, b] = [`a${(count += 1)}`, `b${(count += 1)}`];
    await make({ template: await caller(b) }, a);
    await make({ template: await caller(a) }, b);
    const run = await invoke(a);
    await drain(() => succeed());
    const rows = await family(run);
    expect(rows).toHaveLength(2);
    expect(rows[1]?.error).toMatchObject({
      code: 'agent-cycle',
      detail: expect.stringContaining(`${a} → ${b} → ${a}`),
    });
    expect(rows[0]?.error?.code).toBe('child-failed');
  });

  it('E114: goes 16 runs deep, and no deeper than an agent above it allows', async () => {
    let deepest = await make({
      template: await publish({
        inputs: { type: 'object' },
        nodes: [{ id: 'a', kind: 'task', ref: 'noop' }],
      }),
    });
    for (let i = 0; i < 17; i += 1) deepest = await make({ template: await caller(deepest) });
    const run = await invoke(deepest);
    await drain(() => succeed());
    const rows = await family(run);
    expect(rows).toHaveLength(17);
    expect(rows[16]?.error?.code).toBe('depth-exceeded');
    const short = await make({ template: await caller(deepest), limits: { depth: 0 } });
    const stopped = await invoke(short);
    await drain(() => succeed());
    expect((await family(stopped)).map(({ error }) => error?.code)).toEqual(['depth-exceeded']);
  });

  it.each([
    [
      'a subflow',
      (b: string) => ({ id: 'call', kind: 'subflow', ref: `agent.${b}`, with: { prompt: 'Go.' } }),
    ],
    ['a plan that it proposes', (b: string) => runs(planOf([agentCall(b)]))],
  ])('A → B → A stops where B is reached by %s', async (_, way) => {
    const [a, b] = [`a${(count += 1)}`, `b${(count += 1)}`];
    await make({ template: await caller(b) }, a);
    await make({ template: await publish({ inputs: { type: 'object' }, nodes: [way(a)] }) }, b);
    const run = await invoke(a);
    await drain(() => succeed());
    const rows = await family(run);
    expect(rows.map(({ error }) => error?.detail).join()).toContain(`${a} → ${b} → ${a}`);
    expect(rows.length).toBeLessThan(4);
  });

  it('a limit of depth holds for every run that an agent starts', async () => {
    const leaf = await publish({ nodes: [{ id: 'a', kind: 'task', ref: 'noop' }] });
    const nodes = [{ id: 'call', kind: 'subflow', ref: leaf }];
    const agent = await make({
      template: await publish({ inputs: { type: 'object' }, nodes }),
      limits: { depth: 0 },
    });
    const run = await invoke(agent);
    await drain(() => succeed());
    expect((await family(run)).map(({ error }) => error?.code)).toEqual(['depth-exceeded']);
  });

  it.each([
    ['an agent that is not there', { agent: 'nobody' }, 'unknown-ref'],
    ['a version that is not there', { agent: '$known', version: 7 }, 'unknown-ref'],
    ['inputs that the agent does not take', { agent: '$known', inputs: { promt: 'x' } }, 'input-invalid'],
    ['a name that is none', { agent: '${{ inputs.prompt }}' }, 'validation-failed'],
  ])('of %s fails', async (_, given, code) => {
    const agent = given.agent === '$known' ? await make() : given.agent;
    const run = await invoke(await make({ template: await caller('x', { with: { ...given, agent } }) }));
    await drain(() => succeed());
    expect((await family(run)).map(({ error }) => error?.code)).toEqual([code]);
  });

  it('is paused and resumed with the run that waits for it', async () => {
    const run = await invoke(await make({ template: await caller(await make()) }));
    const asks = { tenantId: run.tenantId, actor: 'key:test', reason: null };
    const player = await createPlayer(harness, () => answer('Done.'));
    for (const task of await player.claim()) await player.play(task);
    await player.completer.idle();
    const controls = async () =>
      Promise.all(
        (await family(run)).map(async ({ id }) => {
          const [row] = await harness.sql<{ control: string }>(
            'SELECT control FROM maestro_runs WHERE id = $1',
            [id],
          );
          return row?.control;
        }),
      );
    await pauseRun(harness.engine, { ...asks, runId: run.runId });
    expect(await controls()).toEqual(['pause', 'pause']);
    await resumeRun(harness.engine, { ...asks, runId: run.runId });
    expect(await controls()).toEqual(['none', 'none']);
    await player.drain();
    expect((await family(run)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });
});

const agentCall = (agent: string) => ({
  id: 'a',
  kind: 'task',
  ref: 'agent_call',
  with: { agent, inputs: { prompt: 'x' } },
});

/** A document of these nodes. */
const planOf = (nodes: JsonObject[]): JsonObject => ({ nodes, edges: [] });

/** A node that runs it. */
function runs(definition: JsonObject, more: JsonObject = { approval: 'none' }): JsonObject {
  const compiled = compileDocument(definition, { handlers });
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  const given = { definition, digest: `sha256:${compiled.contentHash}`, ...more };
  return { id: 'run', kind: 'task', ref: 'run_plan', with: given };
}

describe('a plan that was proposed', () => {
  const plan = planOf([{ id: 'only', kind: 'task', ref: 'noop' }]);
  const start = async (nodes: JsonObject[], edges: JsonObject[] = []) => {
    const agent = await make({ template: await publish({ inputs: { type: 'object' }, nodes, edges }) });
    const run = await invoke(agent);
    await drain(() => succeed());
    return run;
  };
  const question = async ({ runId }: RunRef) => {
    const text = 'SELECT n, digest, status, approvers, shown FROM maestro_approvals WHERE run_id = $1';
    const [row] = await harness.sql<Record<string, string>>(text, [runId]);
    return row;
  };
  const answer = async (run: RunRef, decision: 'approve' | 'reject') => {
    const { n, digest = '' } = (await question(run)) ?? {};
    const person = { person: 'key:ann', subject: 'key:ann', roles: ['operator'] };
    await vote(harness.engine, { ...run, ...person, n: Number(n), digest, decision, comment: null });
    await drain(() => succeed());
    const rows = await family(run);
    return rows.map(({ status, error }) => [status, error?.code]);
  };

  it('waits for people unless its author says otherwise, and runs as they saw it', async () => {
    const run = await start([runs(plan, {})]);
    expect(await question(run)).toMatchObject({
      status: 'pending',
      approvers: ['role:owner', 'role:admin', 'role:operator'],
      shown: { covers: { run: { definition: plan } } },
    });
    expect(await family(run)).toHaveLength(1);
    expect(await answer(run, 'approve')).toEqual([
      ['succeeded', undefined],
      ['succeeded', undefined],
    ]);
  });

  it('never runs where they say no', async () => {
    const run = await start([runs(plan, { approval: { approvers: ['key:ann'] } })]);
    expect(await answer(run, 'reject')).toEqual([['failed', 'approval-rejected']]);
  });

  it('is asked about once where an approval in front covers it', async () => {
    const before = {
      id: 'ask',
      kind: 'approval',
      covers: ['run'],
      with: { message: 'Now?', approvers: ['role:operator'] },
    };
    const run = await start([before, runs(plan, {})], [{ from: 'ask', to: 'run' }]);
    expect((await answer(run, 'approve')).map(([status]) => status)).toEqual(['succeeded', 'succeeded']);
  });

  it('has its question taken back with the run that asks', async () => {
    const run = await start([runs(plan, {})]);
    await cancelRun(harness.engine, { ...run, actor: 'key:test', reason: null });
    expect(await question(run)).toMatchObject({ status: 'cancelled' });
  });
});

/** What the model of a task is given. */
async function conversation(task: ClaimedTask): Promise<JsonObject[]> {
  const { inputOf: render, prepareTask } = await import('@maestro/engine');
  const scope = await prepareTask(harness.engine, task, new Date(0));
  const input = (await render(harness.engine, task, scope as never)) as { messages: JsonObject[] };
  return input.messages;
}
