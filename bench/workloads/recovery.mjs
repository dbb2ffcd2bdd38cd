/** How long things stand still when a process or Redis is lost. Services run with the leases they are shipped with. */
import { now, pause, until } from '../measure/clock.mjs';
import { percentile } from '../measure/statistics.cjs';
import { callerOf } from '../peers/json-http.mjs';
import { allowHost, holdingTemplate, startHoldingServer } from '../product/holding-server.mjs';
import { startMany } from '../product/starts.mjs';

/** A worker opens as many connections to one server. */
const HELD = 16;
const HOLD_MS = 60_000;
const PATIENCE_MS = 120_000;

/** A worker that holds 16 tasks is killed; each of them begins again elsewhere. */
export async function runWorkerDeath(servers, product, { concurrency }) {
  const holding = await startHoldingServer();
  const session = await product.open(servers, { concurrency });
  const { installation } = session;
  try {
    await allowHost(installation, installation.tenant, holding.host);
    const template = await installation.publish(
      installation.tenant,
      `hold-${HOLD_MS}`,
      holdingTemplate(holding.host, HOLD_MS),
    );
    const ids = Array.from({ length: HELD }, (_, i) => `t${i}`);
    await startMany(
      installation,
      template,
      ids.map((id) => ({ id })),
    );
    const begun = (times) => ids.every((id) => (holding.arrivals.get(id)?.length ?? 0) >= times);
    await until(() => begun(1), { what: 'the tasks begin' });
    await installation.start('worker', { tally: session.tally });
    const [first] = installation.services.worker;
    first.kill();
    const killed = now();
    await until(() => begun(2), { what: 'the tasks begin again', timeoutMs: PATIENCE_MS });
    const times = ids.map((id) => (holding.arrivals.get(id)[1] - killed) / 1000);
    return { recovery_p99_s: percentile(times, 0.99) };
  } finally {
    holding.close();
    await session.stop();
  }
}

/** The leading scheduler is killed, several times; another leads. */
export async function runLeaderDeath(servers, product, { quick, concurrency }) {
  const session = await product.open(servers, { concurrency });
  const { installation } = session;
  try {
    const times = [];
    for (let i = 0; i < (quick ? 2 : 5); i += 1) {
      await installation.start('scheduler');
      const leading = await until(() => leaderOf(installation), { what: 'a scheduler leads', everyMs: 50 });
      leading.kill();
      const killed = now();
      installation.services.scheduler = installation.services.scheduler.filter((one) => one !== leading);
      await until(() => leaderOf(installation), { what: 'another leads', everyMs: 50 });
      times.push((now() - killed) / 1000);
    }
    return { recovery_p99_s: percentile(times, 0.99) };
  } finally {
    await session.stop();
  }
}

async function leaderOf({ services }) {
  for (const scheduler of services.scheduler) {
    const report = await callerOf(Number(new URL(scheduler.url).port))('GET', '/readyz').catch(() => '{}');
    if (JSON.parse(report).facts?.leader) return scheduler;
  }
  return null;
}

/** 10,000 admitted tasks, Redis emptied, then a worker: until the last of them has ended, the worker's start included. */
export async function runLostQueue(servers, product, { quick, concurrency }) {
  const count = quick ? 2_000 : 10_000;
  const session = await product.open(servers, { concurrency, workers: 0 });
  const { installation } = session;
  try {
    await session.submitMany(
      'one',
      Array.from({ length: count }, (_, i) => `q${i}`),
    );
    await pause(2_000);
    await servers.flushRedis();
    const flushed = now();
    await installation.start('worker', { tally: session.tally });
    const ended = await session.tally.ends(count, PATIENCE_MS);
    return { recovery_p99_s: (ended - flushed) / 1000 };
  } finally {
    await session.stop();
  }
}
