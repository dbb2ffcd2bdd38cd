import { createBatcher } from './batcher';

function recorder(options: { maxItems?: number; maxWeight?: number; inFlight?: number } = {}) {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const batcher = createBatcher<number, number>(
    async (items) => {
      batches.push(items);
      await new Promise<void>((resolve) => gates.push(resolve));
      return items.map((item) => item * 10);
    },
    { maxItems: 3, maxWeight: 100, weigh: (item) => item, inFlight: 1, ...options },
  );
  const turn = () => new Promise(setImmediate);
  const release = async () => {
    gates.shift()?.();
    await turn();
    await turn();
  };
  return { batcher, batches, turn, release };
}

describe('createBatcher', () => {
  it('writes a lone item at once, and what gathers meanwhile together', async () => {
    const { batcher, batches, turn, release } = recorder();
    const first = batcher.add(1);
    await turn();
    expect(batches).toEqual([[1]]);
    const rest = [2, 3].map((item) => batcher.add(item));
    await release();
    expect(batches).toEqual([[1], [2, 3]]);
    await release();
    expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30]);
  });

  it('begins a further batch beside one under way once an eighth of one waits', async () => {
    const { batcher, batches, turn } = recorder({ maxItems: 16, inFlight: 2 });
    void batcher.add(1);
    await turn();
    void batcher.add(2);
    await turn();
    expect(batches).toEqual([[1]]);
    void batcher.add(3);
    await turn();
    expect(batches).toEqual([[1], [2, 3]]);
    for (const item of [4, 5, 6, 7]) void batcher.add(item);
    await turn();
    expect(batches).toHaveLength(2);
  });

  it('bounds a batch by items and by weight; what is too heavy goes alone', async () => {
    const { batcher, batches, turn, release } = recorder();
    for (const item of [1, 1, 1, 1, 60, 60, 500]) void batcher.add(item);
    await turn();
    for (let i = 0; i < 4; i += 1) await release();
    expect(batches).toEqual([[1, 1, 1], [1, 60], [60], [500]]);
  });

  it('fails every item of a batch that cannot be written, and goes on with the next', async () => {
    let fail = true;
    const batcher = createBatcher<number, number>(
      async (items) => {
        if (fail) throw new Error('down');
        return items;
      },
      { maxItems: 10, maxWeight: 100, weigh: () => 1, inFlight: 1 },
    );
    await expect(batcher.add(1)).rejects.toThrow('down');
    fail = false;
    await expect(batcher.add(2)).resolves.toBe(2);
  });

  it('is idle only when nothing waits and nothing is being written', async () => {
    const { batcher, turn, release } = recorder();
    await batcher.idle();
    void batcher.add(1);
    await turn();
    let idle = false;
    void batcher.idle().then(() => (idle = true));
    await turn();
    expect(idle).toBe(false);
    await release();
    expect(idle).toBe(true);
  });
});
