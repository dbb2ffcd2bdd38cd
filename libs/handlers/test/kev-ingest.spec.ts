import { compile, render, type Json, type Plan, type Scope } from '@maestro/dsl';
import { createEgress } from '@maestro/egress';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetSink, HandlerContext } from '../src/contract';
import { createHandlerRegistry } from '../src/registry';
import { runHandler } from '../src/run-handler';
import { createContext } from './context';

/** The example with the real language and the real handlers, node after node: everything but the engine. */
const example = join(__dirname, '../../../examples/kev-ingest');
const registry = createHandlerRegistry({ enable: [] });

let feed: ChildProcess;
let address: string;
let plan: Plan;

beforeAll(async () => {
  feed = spawn(process.execPath, [join(example, 'feed.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(feed.stdout ?? feed, 'data')) as [Buffer];
  address = line.toString().trim();
  const source = readFileSync(join(example, 'workflow.yaml'), 'utf8');
  const result = compile(source, { format: 'yaml', handlers: registry.catalog() });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  plan = result.plan;
});
afterAll(async () => {
  feed.kill();
  await once(feed, 'exit');
});

function createDataset(): { sink: DatasetSink; records: Map<string, string> } {
  const records = new Map<string, string>();
  return {
    records,
    sink: {
      upsert(request) {
        const counts = { new: 0, changed: 0, unchanged: 0 };
        for (const { key, ingestId } of request.records) {
          const known = records.get(key);
          counts[known === undefined ? 'new' : known === ingestId ? 'unchanged' : 'changed']++;
          records.set(key, ingestId);
        }
        return Promise.resolve(counts);
      },
      read: () => Promise.resolve({ records: [], next: null }),
    },
  };
}

/** Performs every node after those that lead to it; answers the human line of the run. */
async function play(query: string, datasets: DatasetSink): Promise<Json> {
  const egress = createEgress({ allow: [new URL(address).host] });
  const ctx: HandlerContext = { ...createContext({ egress }), datasets };
  const scope: Scope & { tasks: Record<string, Scope['tasks'][string]> } = {
    inputs: { feed: address + query },
    env: plan.env,
    tasks: {},
    run: { id: 'run_1', template: 'kev-ingest', version: 1, created_at: '2026-01-01T00:00:00Z' },
    trigger: null,
    now: '2026-01-01T00:00:00Z',
  };
  const waiting = new Set(plan.nodes.keys());
  while (waiting.size > 0) {
    const next = [...waiting].find((n) =>
      plan.nodes[n]?.in.every((edge) => !waiting.has(plan.edges[edge]?.from ?? n)),
    );
    const node = next === undefined ? undefined : plan.nodes[next];
    if (next === undefined || !node) throw new Error('the graph does not go on');
    waiting.delete(next);
    const output = await runHandler(registry, node.ref, render(node.with, scope), ctx);
    scope.tasks[node.id] = { output, status: 'succeeded', error: null, attempt: 1 };
  }
  await egress.close();
  return render(plan.summary, scope);
}

describe('the example kev-ingest', () => {
  it('loads the catalogue, finds it unchanged, and sees one change', async () => {
    const { sink, records } = createDataset();
    expect(await play('', sink)).toBe('new 1404 · changed 0 · unchanged 0');
    expect(records.size).toBe(1404);
    expect(await play('', sink)).toBe('new 0 · changed 0 · unchanged 1404');
    expect(await play('?change=CVE-2025-48384', sink)).toBe('new 0 · changed 1 · unchanged 1403');
  });

  it.each([
    ['truncated', 'contract-broken'],
    ['500', 'http_5xx'],
  ])('loads nothing when the feed is %s', async (fault, code) => {
    const { sink, records } = createDataset();
    await expect(play(`?fault=${fault}`, sink)).rejects.toMatchObject({ code });
    expect(records.size).toBe(0);
  });
});
