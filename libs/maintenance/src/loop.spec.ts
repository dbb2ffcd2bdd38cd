import type { Term } from '@maestro/leadership';
import { VirtualClock } from '@maestro/leadership/testing';
import { createLoop, BATCH_DEADLINE_MS, type Loop } from './loop';
import { createTick, type Tick } from './tick';

const tickMs = 2_000;

class TestTerm implements Term {
  readonly holder = 'test';
  readonly number = 1;
  private readonly ending = new AbortController();
  readonly signal = this.ending.signal;
  isCurrent = () => !this.signal.aborted;
  end = () => this.ending.abort();
}

/** A round that a test lets end. */
class Rounds {
  begun = 0;
  private open: { resolve: (moved: number) => void; reject: (error: Error) => void }[] = [];

  run = (): Promise<number> => {
    this.begun += 1;
    return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
  };

  async end(outcome: number | Error = 0): Promise<void> {
    const round = this.open.shift();
    if (outcome instanceof Error) round?.reject(outcome);
    else round?.resolve(outcome);
    await new Promise(setImmediate);
  }
}

describe('a loop', () => {
  let clock: VirtualClock;
  let rounds: Rounds;
  let term: TestTerm;
  let loop: Loop;
  let tick: Tick;
  let errors: string[];
  let stuck: string[];

  /** Time passes, with a word at every tick that says nothing of this loop. */
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += tickMs) {
      clock.advance(tickMs);
      tick.tell({});
    }
  };

  beforeEach(() => {
    clock = new VirtualClock();
    rounds = new Rounds();
    term = new TestTerm();
    errors = [];
    stuck = [];
    tick = createTick(tickMs, clock);
    const onError = (error: unknown, name: string) => errors.push(`${name}: ${String(error)}`);
    loop = createLoop(
      { name: 'test', batch: 10, run: rounds.run },
      { clock, onError, onStuck: (name) => stuck.push(name), tick },
    );
  });

  it('begins a round at once and at every tick', async () => {
    loop.start(term);
    expect(rounds.begun).toBe(1);
    await rounds.end();
    await loop.started;
    for (const round of [2, 3, 4]) {
      pass(tickMs);
      expect(rounds.begun).toBe(round);
      await rounds.end();
    }
  });

  it('never has two rounds under way', async () => {
    loop.start(term);
    pass(3 * tickMs);
    expect(rounds.begun).toBe(1);
    loop.start(new TestTerm());
    pass(tickMs);
    expect(rounds.begun).toBe(1);
    await rounds.end();
    pass(tickMs);
    expect(rounds.begun).toBe(2);
  });

  it('takes batch after batch while they are full', async () => {
    loop.start(term);
    await rounds.end(10);
    await rounds.end(10);
    expect(rounds.begun).toBe(3);
    await rounds.end(9);
    expect(rounds.begun).toBe(3);
  });

  it('stops with its term, in the middle of full batches too', async () => {
    loop.start(term);
    term.end();
    await rounds.end(10);
    pass(5 * tickMs);
    expect(rounds.begun).toBe(1);
  });

  it('does not begin under a term that is over', () => {
    term.end();
    loop.start(term);
    pass(tickMs);
    expect(rounds.begun).toBe(0);
  });

  it('goes on under the next term', async () => {
    loop.start(term);
    await rounds.end();
    term.end();
    pass(tickMs);
    loop.start(new TestTerm());
    expect(rounds.begun).toBe(2);
  });

  it('waits for the round under way when it stops, also when it is stopped twice', async () => {
    loop.start(term);
    const order: string[] = [];
    const stops = [loop.stop(), loop.stop()].map((stop) => stop.then(() => order.push('stopped')));
    order.push('ended');
    await rounds.end();
    await Promise.all(stops);
    expect(order).toEqual(['ended', 'stopped', 'stopped']);
    pass(5 * tickMs);
    expect(rounds.begun).toBe(1);
    await createLoop(
      { name: 'idle', batch: 1, run: rounds.run },
      { clock, onError: () => undefined, tick },
    ).stop();
  });

  it('outlives its errors and tells a repeated one every 30 s', async () => {
    loop.start(term);
    await rounds.end(new Error('no database'));
    await loop.started;
    for (let second = 2; second <= 32; second += 2) {
      pass(tickMs);
      await rounds.end(new Error('no database'));
    }
    expect(errors).toEqual(['test: Error: no database', 'test: Error: no database']);
    pass(tickMs);
    await rounds.end(new Error('something else'));
    pass(tickMs);
    await rounds.end();
    pass(tickMs);
    await rounds.end(new Error('something else'));
    expect(errors.slice(2)).toEqual(['test: Error: something else', 'test: Error: something else']);
  });

  it('reports a batch that takes too long, and waits for it', async () => {
    loop.start(term);
    clock.advance(BATCH_DEADLINE_MS);
    await new Promise(setImmediate);
    expect(errors).toEqual(['test: Error: a batch of the test loop takes longer than 5000 ms']);
    expect([stuck, loop.busyMs()]).toEqual([['test'], 5_000]);
    pass(tickMs);
    expect(rounds.begun).toBe(1);
    await rounds.end();
    expect(loop.busyMs()).toBe(0);
    pass(tickMs);
    expect(rounds.begun).toBe(2);
  });
});
