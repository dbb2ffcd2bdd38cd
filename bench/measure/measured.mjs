/** Runs work and says what it cost: CPU of every process concerned, write-ahead log, and the noise of others. */
import { now } from './clock.mjs';
import { cpuOf, machineBusy } from './processes.mjs';

/**
 * `work` returns `{ steps, …figures }`. The answer holds its figures, `cpu_ms_per_step`, the same by process group,
 * `wal_bytes_per_step`, and `busy_other`: how many cores others used meanwhile.
 */
export async function measured({ servers, session }, work) {
  const groups = { client: [process.pid], ...session.pids(), ...servers.pids };
  const before = { wal: await servers.walBytes(), cpu: cpuOf(groups), busy: machineBusy(), at: now() };
  const { steps, ...figures } = await work();
  const seconds = (now() - before.at) / 1000;
  const cpu = cpuOf(groups);
  const busy = machineBusy() - before.busy;
  const wal = (await servers.walBytes()) - before.wal;
  const used = Object.entries(cpu).map(([name, value]) => [name, value - before.cpu[name]]);
  const total = used.reduce((sum, [, value]) => sum + value, 0);
  return {
    ...figures,
    cpu_ms_per_step: (total * 1000) / steps,
    cpu_split: Object.fromEntries(used.map(([name, value]) => [name, (value * 1000) / steps])),
    wal_bytes_per_step: wal / steps,
    busy_other: Math.max(0, (busy - total) / seconds),
  };
}
