import { install, type Installation } from '@maestro/testing';
import { isExact } from './report';
import { stormSlots } from './storm';

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ scheduler: 0, worker: 1 });
}, 60_000);
afterAll(() => maestro?.stop());

it('every slot is played once, whoever leads and whatever befalls them', async () => {
  const report = await stormSlots({ maestro, seed: 7, slots: 1_000, together: 250, log: () => undefined });
  expect([report, isExact(report)]).toEqual([report, true]);
  expect(report.leader_changes).toBeGreaterThan(0);
}, 180_000);
