import { newRun, newTask, RUN_ID, sendJson, sendProblem } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const TASK_ID = `task_${RUN_ID.slice(4)}_1`;

const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const refuse = (route: string, status: number, code: string) =>
  use.api.instead.set(route, (_, response) => sendProblem(response, { status, code }));
const run = (...args: string[]) => use.cli.run(args, { api: use.api });

describe('maestro pause, resume, skip, label', () => {
  it('pauses and resumes with a reason', async () => {
    answer(`POST /api/runs/${RUN_ID}/pause`, 200, newRun({ control: 'pause' }));
    answer(`POST /api/runs/${RUN_ID}/resume`, 200, newRun({ status: 'running' }));
    expect(await run('pause', RUN_ID, '--reason', 'night')).toMatchObject({
      code: 0,
      stdout: `${RUN_ID}: paused\n`,
    });
    expect(use.api.received[0]?.body).toEqual({ reason: 'night' });
    expect(await run('resume', RUN_ID)).toMatchObject({ code: 0, stdout: `${RUN_ID}: running\n` });
    expect(JSON.parse((await run('pause', RUN_ID, '-o', 'json')).stdout)).toMatchObject({ control: 'pause' });
  });

  it('are a conflict (5) for a run that is over', async () => {
    refuse(`POST /api/runs/${RUN_ID}/pause`, 409, 'run-ended');
    refuse(`POST /api/tasks/${TASK_ID}/skip`, 409, 'task-running');
    expect((await run('pause', RUN_ID)).code).toBe(5);
    expect((await run('skip', TASK_ID)).code).toBe(5);
  });

  it('skips a task', async () => {
    answer(`POST /api/tasks/${TASK_ID}/skip`, 200, newTask({ status: 'skipped' }));
    expect(await run('skip', TASK_ID)).toMatchObject({ code: 0, stdout: `${TASK_ID} (fetch): skipped\n` });
  });

  it('sets and removes labels, and shows what is there', async () => {
    answer(`POST /api/runs/${RUN_ID}/labels`, 200, newRun({ labels: { team: 'x=y', a: '' } }));
    expect((await run('label', RUN_ID, 'team=x=y', '--remove', 'env')).stdout).toBe('a=\nteam=x=y\n');
    expect(use.api.received[0]?.body).toEqual({ set: { team: 'x=y' }, remove: ['env'] });
    expect((await run('label', RUN_ID)).code).toBe(64);
    expect((await run('label', RUN_ID, 'team')).code).toBe(64);
  });
});

describe('maestro retry, rerun', () => {
  const lists = { version: 2, reused: ['a'], executed: ['b', 'c'], skipped: [] };

  it('show what would be done', async () => {
    answer(`POST /api/runs/${RUN_ID}/retry`, 200, { run: null, ...lists });
    const result = await run('retry', RUN_ID, '--dry-run', '--template-version', 'latest');
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/version 2:\n +reused +a\n +executed +b, c\n +skipped +-\n/),
    });
    expect(use.api.received[0]?.body).toEqual({ version: 'latest', dry_run: true });
  });

  it('start a new run, from some nodes, with other inputs', async () => {
    answer(`POST /api/runs/${RUN_ID}/rerun`, 201, { run: newRun(), ...lists });
    const result = await run('rerun', RUN_ID, '--from', 'b', '--from', 'c', '-i', 'n=5');
    expect(result.stdout).toContain(`${RUN_ID}: started`);
    expect(use.api.received[0]?.body).toEqual({ from: ['b', 'c'], inputs: { n: 5 } });
    expect((await run('rerun', RUN_ID, '--template-version', 'new')).code).toBe(64);
    refuse(`POST /api/runs/${RUN_ID}/rerun`, 409, 'run-not-ended');
    expect((await run('rerun', RUN_ID)).code).toBe(5);
  });
});

describe('maestro explain', () => {
  const reason = {
    code: 'NO_WORKER',
    message: 'No live worker serves "gpu".',
    blocking: { type: 'queue', ids: ['gpu'], detail: {} },
    since: '2026-01-01T00:00:00Z',
    looked_at_again: '2026-01-01T00:00:15Z',
  };
  const page = { next: null, has_more: false };

  it('says why, for the run and each task', async () => {
    const task = { ...reason, task_id: TASK_ID, node: 'score' };
    answer(`GET /api/runs/${RUN_ID}/explain`, 200, { run: reason, tasks: [task], page });
    const { code, stdout } = await run('explain', RUN_ID);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^NO_WORKER {2}No live worker serves "gpu"\.\nsince .*00:00Z, looked at again .*00:15Z\n/,
    );
    expect(stdout).toMatch(/score +NO_WORKER/);
    expect(JSON.parse((await run('explain', RUN_ID, '-o', 'json')).stdout)).toEqual({
      run: reason,
      tasks: [task],
    });
  });

  it('says how to answer what waits for people', async () => {
    const task = { ...reason, code: 'APPROVAL', task_id: TASK_ID, node: 'file' };
    answer(`GET /api/runs/${RUN_ID}/explain`, 200, { run: reason, tasks: [task], page });
    expect((await run('explain', RUN_ID)).stderr).toContain(`maestro approve ${TASK_ID}`);
  });

  it('has nothing to say of a run that is over', async () => {
    answer(`GET /api/runs/${RUN_ID}/explain`, 200, { run: null, tasks: [], page });
    expect(await run('explain', RUN_ID)).toMatchObject({
      code: 0,
      stdout: 'The run is over: it waits for nothing.\n',
    });
  });
});

describe('maestro doctor', () => {
  const finding = { id: 'I2', says: 'a finished run has no live task', state: 'ok', count: 0, sample: [] };

  it('ends with 0 where all is well, and with 1 where a rule is broken', async () => {
    answer('GET /api/doctor', 200, { healthy: true, findings: [finding] });
    expect(await run('doctor')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok +I2 +a finished run/),
    });
    const broken = { ...finding, state: 'violated', count: 1, sample: ['run x'] };
    answer('GET /api/doctor', 200, { healthy: false, findings: [broken] });
    expect(await run('doctor')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('task (1)\n           run x'),
    });
    expect(JSON.parse((await run('doctor', '-o', 'json')).stdout)).toMatchObject({ healthy: false });
  });

  it('ends with 11 where the database is away', async () => {
    refuse('GET /api/doctor', 503, 'service-unavailable');
    expect((await run('doctor')).code).toBe(11);
  });
});
