import { play, statuses, type Stage } from '../stage';

/** `vote.yaml`, `best-of.yaml` and `plan-and-execute.yaml`, beyond what their page shows. */
export function voting(stage: () => Stage): void {
  const agents = ['ada', 'ben', 'cem', 'dia'];
  const plans = async () =>
    (await stage().maestro.sql(`SELECT name FROM maestro_templates WHERE name LIKE 'plan.%'`)).length;
  const plan = (goal: string) =>
    play(stage(), 'plan-and-execute', { goal, planner: 'planner', voters: agents, quorum: 3 });

  it('records every ballot', async () => {
    const inputs = { question: 'Shall we delete the data?', agents, quorum: 3 };
    const run = await play(stage(), 'vote', inputs);
    expect([run.status, run.outputs?.['accepted']]).toEqual(['succeeded', false]);
    expect(run.outputs?.['ballots']).toEqual(
      agents.map((agent) => ({ agent, ballot: { vote: agent === 'dia' ? 'yes' : 'no' } })),
    );
  });

  it('an agent that fails has not said yes', async () => {
    const run = await play(stage(), 'vote', {
      question: 'Shall we read?',
      agents: ['nobody', 'dia'],
      quorum: 2,
    });
    expect(run.outputs).toMatchObject({ accepted: false, yes: 1 });
  });

  it('the best of two answers goes on', async () => {
    const run = await play(stage(), 'best-of', {
      question: 'Why?',
      agents: ['hasty', 'poet'],
      judge: 'judge',
    });
    expect(run.outputs?.['best']).toEqual({ agent: 'poet', text: 'A long and careful answer.', score: 9 });
  });

  it('a bad plan of a lying planner, to which one liar of four agrees, never runs', async () => {
    const before = await plans();
    const run = await plan('delete everything');
    expect([run.status, run.outputs?.['accepted']]).toEqual(['succeeded', false]);
    expect(await statuses(stage(), run.id)).toMatchObject({
      ...{ approve: 'skipped', execute: 'skipped', refused: 'succeeded' },
    });
    expect(await plans()).toBe(before);
  });

  it('a plan that does not compile is put to nobody', async () => {
    const before = await plans();
    const run = await plan('something broken');
    expect([run.status, run.error?.detail]).toEqual(['failed', expect.stringContaining('check')]);
    expect(await statuses(stage(), run.id)).toMatchObject({ check: 'failed' });
    expect(await plans()).toBe(before);
  });
}
