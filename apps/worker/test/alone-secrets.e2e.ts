import { join } from 'node:path';
import { Secret } from '@maestro/dsl';
import { createEgress } from '@maestro/egress';
import type { AttemptContext } from '../src/performer';
import { createMasker } from '@maestro/secrets/mask';
import { Children } from '../src/alone/children';
import { runAlone } from '../src/alone/run-alone';
import { placeSecrets, secretsIn } from '../src/alone/secret-places';

const VALUE = 'cAnArY-5f1e0c-"value"';

it('takes secrets out of an input and puts them back where they were', () => {
  const input = { a: ['x', new Secret(VALUE)], b: { c: new Secret('other') }, d: 7 };
  const places = secretsIn(input);
  expect(places).toEqual([
    { path: ['a', 1], value: VALUE },
    { path: ['b', 'c'], value: 'other' },
  ]);
  const back = placeSecrets({ a: ['x', '***'], b: { c: '***' }, d: 7 }, places) as typeof input;
  expect((back.a[1] as Secret).reveal()).toBe(VALUE);
  expect((placeSecrets('***', secretsIn(new Secret(VALUE))) as Secret).reveal()).toBe(VALUE);
});

it('gives a process of its own the secrets of its input apart from it, and has it mask what it says', async () => {
  const children = new Children(join(__dirname, '..', 'dist', 'alone', 'main.js'));
  const about = { tenantId: 't', runId: 'r', task: 0, nodeId: 'n', attempt: 1, idempotencyKey: 'k' };
  const ctx: AttemptContext = {
    ...about,
    signal: new AbortController().signal,
    heartbeat: () => undefined,
    progress: () => undefined,
    bill: () => undefined,
    say: () => undefined,
    models: {
      providers: () => Promise.resolve([]),
      key: () => Promise.resolve(null),
      took: () => Promise.resolve(),
      reserveAgain: () => Promise.resolve(),
    },
    log: () => undefined,
    masker: createMasker([VALUE]),
    egress: createEgress({ allow: [] }),
    reach: { allow: [], closed: [] },
    permit: () => Promise.resolve(),
    datasets: {
      upsert: () => Promise.reject(new Error('none')),
      read: () => Promise.reject(new Error('none')),
    },
    collections: {
      query: () => Promise.reject(new Error('none')),
      ingest: () => Promise.reject(new Error('none')),
      queryCost: () => Promise.reject(new Error('none')),
      ingestCost: () => Promise.reject(new Error('none')),
    },
    tools: {
      describe: () => Promise.reject(new Error('none')),
      call: () => Promise.reject(new Error('none')),
    },
  };
  const input = { command: ['/bin/sh', '-c', 'cat | base64 -w0'], stdin: new Secret(VALUE) };
  const job = {
    ref: 'shell',
    input: { command: input.command, stdin: '***' },
    secrets: secretsIn(input),
    about,
    reach: { allow: [], closed: [] },
    enable: ['shell'],
  };
  const running = runAlone(children, job, { ctx, fresh: true });
  const output = (await running) as { stdout: string };
  // The child itself has masked what it said.
  expect(output.stdout).toContain('***');
  expect(output.stdout).not.toContain(Buffer.from(VALUE).toString('base64').slice(0, 12));
  expect(JSON.stringify(job.input)).not.toContain('cAnArY');
  await ctx.egress.close();
});
