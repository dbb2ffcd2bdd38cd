import { install, startPrivateServers } from '@maestro/testing';
import { isExact } from './report';
import { stormSlots } from './storm';

/** `npm run chaos -- --only slots --slots 1000 --json`: on servers of its own. The answer is the exit code. */
export async function startSlots({
  seed,
  slots,
  json,
  log,
}: {
  seed: number;
  slots: number;
  json: boolean;
  log: (line: string) => void;
}): Promise<number> {
  const servers = await startPrivateServers();
  try {
    const maestro = await install({ stack: servers.stack, scheduler: 0, worker: 1 });
    const report = await stormSlots({ maestro, seed, slots, log }).finally(() => maestro.stop());
    const { fired_once, missed, doubled, leader_changes } = report;
    const sentence = `seed ${seed}: ${fired_once} of ${slots} slots played once, ${missed} missed, ${doubled} doubled`;
    log(json ? JSON.stringify(report) : `${sentence}; ${leader_changes} changes of the leader`);
    return isExact(report) ? 0 : 1;
  } finally {
    await servers.stop();
  }
}
