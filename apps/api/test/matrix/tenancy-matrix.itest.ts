import { startPgbouncer, TransactionPooler, type RunningPooler } from '@maestro/testing';
import { createHarness, type Harness } from '../harness';
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
