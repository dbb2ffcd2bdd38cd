import * as fc from 'fast-check';
import { packTasks, TASKS_PER_MESSAGE, unpackTasks } from './message';
import type { TaskRef } from './task-ref';

const queue = 'default';
const task = fc.record({
  tenantId: fc.constantFrom('tenant-a', 'tenant-b'),
  runId: fc.constantFrom('run-1', 'run-2', 'run-3'),
  n: fc.integer({ min: 0, max: 500 }),
  queue: fc.constant(queue),
});

const names = (tasks: readonly TaskRef[]) => tasks.map((t) => `${t.tenantId}/${t.runId}/${t.n}`).sort();

describe('messages', () => {
  it('name exactly the tasks that were packed, whatever runs they belong to', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 200 }), (tasks) => {
        const travelled = packTasks(tasks).map((message) => JSON.parse(JSON.stringify(message)) as unknown);
        const unpacked = travelled.map((message) => unpackTasks(message, queue));
        expect(unpacked.every((part) => part !== null && part.length <= TASKS_PER_MESSAGE)).toBe(true);
        expect(names(unpacked.flatMap((part) => part ?? []))).toEqual(names(tasks));
        expect(travelled).toHaveLength(Math.ceil(tasks.length / TASKS_PER_MESSAGE));
      }),
    );
  });

  it('write a tenant and a run once', () => {
    const tasks = Array.from({ length: 50 }, (_, n) => ({ tenantId: 't', runId: 'r', n, queue }));
    expect(packTasks(tasks)).toEqual([{ v: 1, t: [['t', ['r', ...tasks.map(({ n }) => n)]]] }]);
  });

  it('of another shape are refused, never misread', () => {
    const wrong = [
      null,
      'x',
      {},
      { v: 2, t: [] },
      { v: 1, t: [['t', ['r', '1']]] },
      { v: 1, t: [['t', 'r']] },
    ];
    expect(wrong.map((data) => unpackTasks(data, queue))).toEqual(wrong.map(() => null));
  });
});
