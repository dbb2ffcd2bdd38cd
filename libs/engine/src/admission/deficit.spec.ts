import fc from 'fast-check';
import { DeficitRoundRobin, type Contender } from './deficit';

const contenders = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 20 }), waiting: fc.integer({ min: 0, max: 300 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => list.map((one, i) => ({ tenantId: `t${String(i).padStart(2, '0')}`, ...one })));

const contender = (tenantId: string, weight = 1, most = Infinity): Contender => ({ tenantId, weight, most });

describe('deficit round robin', () => {
  it('gives each tenant what its weight is worth, in any room', () => {
    fc.assert(
      fc.property(
        contenders,
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 60 }),
        (tenants, rooms) => {
          const turns = new DeficitRoundRobin();
          const all = tenants.map(({ tenantId, weight }) => contender(tenantId, weight));
          const given = new Map<string, number>();
          for (const room of rooms)
            for (const [id, count] of turns.share(all, room)) given.set(id, (given.get(id) ?? 0) + count);
          const total = rooms.reduce((sum, room) => sum + room, 0);
          const weights = all.reduce((sum, { weight }) => sum + weight, 0);
          expect([...given.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
          // Nobody is more than one turn away from its due.
          for (const { tenantId, weight } of all) {
            const rounds = total / weights;
            expect(given.get(tenantId) ?? 0).toBeGreaterThanOrEqual(Math.floor(rounds) * weight);
            expect(given.get(tenantId) ?? 0).toBeLessThanOrEqual((Math.floor(rounds) + 1) * weight);
          }
        },
      ),
    );
  });

  it('gives a task with k before it in round ⌈(k + 1) / w⌉ at the latest', () => {
    fc.assert(
      fc.property(contenders, fc.integer({ min: 1, max: 50 }), (tenants, room) => {
        const turns = new DeficitRoundRobin();
        const left = new Map(tenants.map(({ tenantId, waiting }) => [tenantId, waiting]));
        const weights = tenants.reduce((sum, { weight }) => sum + weight, 0);
        let given = 0;
        while ([...left.values()].some((count) => count > 0)) {
          const all = tenants
            .filter(({ tenantId }) => left.get(tenantId)! > 0)
            .map(({ tenantId, weight }) => contender(tenantId, weight, left.get(tenantId)));
          for (const [id, count] of turns.share(all, room)) {
            left.set(id, left.get(id)! - count);
            given += count;
          }
          const rounds = Math.floor(given / weights);
          for (const { tenantId, weight, waiting } of tenants)
            expect(waiting - left.get(tenantId)!).toBeGreaterThanOrEqual(Math.min(waiting, rounds * weight));
        }
      }),
    );
  });

  it('passes over who may have no more, and leaves room that nobody can use', () => {
    const turns = new DeficitRoundRobin();
    expect(turns.share([contender('a', 1, 0), contender('b', 2, 3), contender('c')], 10)).toEqual(
      new Map([
        ['b', 3],
        ['c', 7],
      ]),
    );
    expect(turns.share([contender('a', 5, 2)], 10)).toEqual(new Map([['a', 2]]));
    expect(turns.share([], 10)).toEqual(new Map());
  });
});
