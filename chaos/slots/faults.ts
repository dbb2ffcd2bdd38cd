import { pause } from '../time';
import { leaderOf, startScheduler, type Scene } from './scene';

export interface SlotFault {
  name: string;
  /** It may excuse slots: not where each of them is counted on. */
  excuses?: true;
  act(scene: Scene): Promise<void>;
}

/** Twice the lease of the test profile: whoever is frozen for so long has lost the lead. */
const FROZEN_MS = 4_000;
/** People at work in the minute of a slot; what they change, and how long they take over each. */
const CHANGES = 30;
const PAUSE_MS = 120;

/** What befalls the schedulers, and what people do meanwhile. */
export const slotFaults: readonly SlotFault[] = [
  {
    name: 'the leader is killed',
    act: async (scene) => {
      const leader = await leaderOf(scene.maestro);
      leader?.kill('SIGKILL');
      await leader?.exited;
      await startScheduler(scene);
    },
  },
  {
    name: 'the leader is frozen',
    act: async ({ maestro }) => {
      const leader = await leaderOf(maestro);
      leader?.kill('SIGSTOP');
      await pause(FROZEN_MS);
      leader?.kill('SIGCONT');
    },
  },
  {
    name: 'the leader is stopped',
    act: async (scene) => {
      await (await leaderOf(scene.maestro))?.stop();
      await startScheduler(scene);
    },
  },
  {
    name: 'the clocks of the schedulers are set',
    act: async ({ maestro }) => {
      for (const service of maestro.services.scheduler) service.kill('SIGUSR2');
    },
  },
  {
    name: 'the clock of the database goes back',
    act: async ({ back }) => {
      await pause(2_500);
      await back();
    },
  },
  { name: 'orchestras are edited', act: (scene) => change(scene, edit) },
  { name: 'orchestras are switched off and on', excuses: true, act: (scene) => change(scene, toggle) },
  {
    name: 'orchestras are edited while the leader is killed',
    act: async (scene) => {
      const edits = change(scene, edit);
      (await leaderOf(scene.maestro))?.kill('SIGKILL');
      await Promise.all([edits, startScheduler(scene)]);
    },
  },
  { name: 'nothing happens', act: async () => undefined },
];

/** As people do: one at a time. */
async function change(scene: Scene, how: (scene: Scene, id: string) => Promise<void>): Promise<void> {
  const { dice, orchestras } = scene;
  for (let i = 0; i < CHANGES; i += 1) {
    await how(scene, dice.of(orchestras));
    await pause(dice.below(PAUSE_MS));
  }
}

/** Another expression that means the same: its slots stay. */
async function edit({ maestro, dice }: Scene, id: string): Promise<void> {
  const cron = dice.of(['* * * * *', '*/1 * * * *', '0-59 * * * *']);
  await patch(maestro, id, { cron });
}

async function toggle({ maestro, at, excused }: Scene, id: string): Promise<void> {
  await patch(maestro, id, { enabled: false });
  await patch(maestro, id, { enabled: true });
  const [row] = await maestro.sql<{ over: boolean }>(
    `SELECT maestro_now() >= to_timestamp(${at / 1_000}) AS over`,
  );
  // One that is on again before the slot has come has to play it.
  if (row?.over) excused.add(id);
}

async function patch(maestro: Scene['maestro'], id: string, body: object): Promise<void> {
  await maestro.client.request('PATCH', '/api/orchestras/{id}', { params: { id }, body });
}
