import type { Installation } from '@maestro/testing';
import { patientInstall } from '../patient-install';
import { runAgentStorm, survived } from './agent-storm';

let maestro: Installation;
beforeAll(async () => {
  maestro = await patientInstall({});
}, 200_000);
afterAll(() => maestro?.stop());

/** The large dose: `npm run chaos -- --only agents`. */
it('an agent ends whoever dies, and asks nobody twice whose answer is stored', async () => {
  const report = await runAgentStorm({ maestro, seed: 5, steps: 1, log: () => undefined });
  expect([report, survived(report)]).toEqual([report, true]);
  expect(report.kills).toBeGreaterThan(0);
}, 240_000);
