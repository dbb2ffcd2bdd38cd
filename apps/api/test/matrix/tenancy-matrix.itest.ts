import type { MaestroError } from '@maestro/problems';
import { startPgbouncer, TransactionPooler, type RunningPooler } from '@maestro/testing';
import { chain, createHarness, type Harness } from '../harness';
import { performTask } from '../performing';
import { report } from './figures';
import { walkTenancy, type Walk } from './tenancy';

// Every route × every place where a text may stand × what is another tenant's, beside what is nobody's. The API reaches
// its database by way of a pooler in transaction mode, where tenants follow each other on the same few connections.

let pooler: RunningPooler;
let maestro: Harness;
let walk: Walk;

beforeAll(async () => {
  maestro = await createHarness({ appUrl: async (url) => (pooler = await openPooler(url)).url });
  walk = await walkTenancy(maestro);
}, 240_000);
afterAll(async () => {
  await maestro.close();
  await pooler.close();
});

async function openPooler(url: string): Promise<RunningPooler> {
  const real = await startPgbouncer(url, 6);
  if (!real)
    process.stdout.write(
      'No pgbouncer on the PATH: the walk goes through a double that speaks the protocol.\n',
    );
  return real ?? TransactionPooler.open(url, { size: 6 });
}

it('E020 to E030: tells a stranger what it tells somebody who made the id up, and no more', () => {
  report({ matrix: 'tenancy', routes: walk.routes, requests: walk.requests, leaks: walk.leaks.length });
  expect(walk.leaks).toEqual([]);
});

it('gets as far as the look-up of every id in a path', () => {
  const { theirs, nobodys } = walk.medians;
  process.stdout.write(
    `refused in ${theirs.toFixed(1)} ms (another tenant's id), ${nobodys.toFixed(1)} ms (nobody's)\n`,
  );
  expect(walk.weak).toEqual([]);
});

it("E023: begins no subflow of another tenant's template, under its name or its id", async () => {
  const [own, other] = [await maestro.newTenant(), await maestro.newTenant()];
  const theirs = (await other.call('POST', '/api/templates', { body: chain('theirs', 'a') })).body;
  const refused = async (ref: string) => {
    const definition = { nodes: [{ id: 'a', kind: 'subflow', ref }], edges: [] };
    await own.call('POST', '/api/templates', { body: { name: 'calls', definition } });
    const run = (await own.call('POST', '/api/runs', { body: { template: 'calls' } })).body.id as string;
    const error = await performTask(maestro, own, { run, n: 0 }).then(
      () => null,
      (thrown: MaestroError) => thrown,
    );
    return [error?.code, error?.message.replaceAll(ref, '<ref>')];
  };
  const unknown = await refused('nobodys');
  expect(unknown[0]).toBe('unknown-ref');
  for (const ref of ['theirs', theirs.id]) expect(await refused(ref)).toEqual(unknown);
  expect((await other.call('GET', '/api/runs')).body.data).toEqual([]);
});
