import { faultPoints } from './faults';
import { loadConfig } from './load';
import { faults } from './sections';

const load = (env: Record<string, string>) => loadConfig({ faults }, env).faults.plan;

describe('MAESTRO_FAULTS', () => {
  it('is off unless it is set', () => {
    expect(load({})).toBeUndefined();
    expect(faultPoints(undefined, 1)).toEqual({});
  });

  it('names the seed and the shares', () => {
    expect(load({ NODE_ENV: 'test', MAESTRO_FAULTS: 'seed=7; db=0.02; queue=0.1' })).toEqual({
      seed: 7,
      db: 0.02,
      queue: 0.1,
      until: 0,
    });
    expect(load({ NODE_ENV: 'test', MAESTRO_FAULTS: 'queue=1' })).toEqual({
      ...{ seed: 0, db: 0, queue: 1, until: 0 },
    });
  });

  it.each(['db', 'db=2', 'db=0.1;db=0.2', 'disk=0.1', 'seed=-1', 'db=0.1=2', 'on', '__proto__=1'])(
    'refuses %j',
    (value) => {
      expect(() => load({ NODE_ENV: 'test', MAESTRO_FAULTS: value })).toThrow('MAESTRO_FAULTS');
    },
  );

  it.each([undefined, 'production'])('is refused where NODE_ENV is %s', (mode) => {
    const env = { MAESTRO_FAULTS: 'db=0.02', ...(mode ? { NODE_ENV: mode } : {}) };
    expect(() => load(env)).toThrow('refused unless NODE_ENV is test');
  });

  it('throws dice that repeat, come near the share, and differ between processes', () => {
    const plan = { seed: 3, db: 0.1, queue: 0, until: 0 };
    const throws = (salt: number) => {
      const { database = () => false } = faultPoints(plan, salt);
      return Array.from({ length: 10_000 }, database);
    };
    expect(throws(1)).toEqual(throws(1));
    expect(throws(1)).not.toEqual(throws(2));
    const hits = throws(1).filter(Boolean).length;
    expect(hits).toBeGreaterThan(800);
    expect(hits).toBeLessThan(1_200);
    expect(faultPoints(plan, 1).queue).toBeUndefined();
  });

  it('end at the given moment', () => {
    const at = (until: number) => faultPoints({ seed: 1, db: 1, queue: 0, until }, 1).database?.();
    expect([at(Date.now() + 60_000), at(Date.now() - 1)]).toEqual([true, false]);
  });
});
