import { VirtualClock } from '@maestro/leadership/testing';
import { createTick, type Tick } from './tick';

const paceMs = 2_000;

describe('a tick', () => {
  let clock: VirtualClock;
  let tick: Tick;
  let calls: string[];
  beforeEach(() => {
    clock = new VirtualClock();
    tick = createTick(paceMs, clock);
    calls = [];
  });
  const join = (name: string) => tick.join(name, () => calls.push(name));
  const called = () => calls.splice(0);

  it('wakes who joins, who has work, and whom nobody spoke of', () => {
    ['timer', 'sweep', 'own'].forEach(join);
    expect(called()).toEqual(['timer', 'sweep', 'own']);
    tick.tell({ timer: 0, sweep: null });
    expect(called()).toEqual(['timer', 'own']);
    tick.tell({ timer: null, sweep: -5_000 });
    expect(called()).toEqual(['sweep', 'own']);
  });

  it('wakes a loop when its time comes before the next word, and only once', () => {
    join('timer');
    called();
    tick.tell({ timer: 700 });
    clock.advance(700);
    expect(called()).toEqual([]);
    clock.advance(20);
    expect(called()).toEqual(['timer']);
    clock.advance(10_000);
    expect(called()).toEqual([]);
  });

  it('forgets what it was told when it is told anew', () => {
    join('timer');
    called();
    tick.tell({ timer: 700 });
    tick.tell({ timer: 5_000 });
    clock.advance(1_900);
    expect(called()).toEqual([]);
    tick.tell({ timer: 1_000 });
    tick.tell({ timer: null });
    clock.advance(1_900);
    expect(called()).toEqual([]);
  });

  it('forgets who left, and knows two of one name apart', () => {
    const [first, second] = [join('timer'), join('timer')];
    called();
    first();
    tick.tell({ timer: 0 });
    expect(called()).toEqual(['timer']);
    tick.tell({ timer: 100 });
    second();
    clock.advance(1_000);
    expect(called()).toEqual([]);
  });
});
