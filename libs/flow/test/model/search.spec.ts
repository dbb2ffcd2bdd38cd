import { mutants, type Mutant } from './mutants';
import { report } from './report';
import { largeScopes, smallScopes } from './scopes';
import { search } from './search';

/** States of one large scope; with this, both take about half a minute on two cores. */
const LIMIT = 150_000;

describe('every state of a small world', () => {
  it.each([...smallScopes, ...largeScopes])(
    '$name: no rule is broken, and nothing is ever stuck',
    ({ name, start }) => {
      const { states, edges, broken, whole } = search(start, { limit: LIMIT });
      report(`${name}: ${states} states, ${edges} edges, ${whole ? 'all there are' : 'the nearest'}`);
      expect(broken).toBeNull();
      expect(whole || states >= LIMIT).toBe(true);
    },
    120_000,
  );
});

describe('every mutant is killed', () => {
  it.each(Object.entries(mutants))('%s: %s', (mutant) => {
    const killer = smallScopes.find(
      ({ start }) => search(start, { mutant: mutant as Mutant }).broken !== null,
    );
    report(`${mutant}: ${killer?.name ?? 'alive'}`);
    expect(killer).toBeDefined();
  });

  it('and there are enough of them', () => {
    expect(Object.keys(mutants).length).toBeGreaterThanOrEqual(12);
  });
});
