import { LEAST_SAMPLES, scoreOf, UNUSUAL } from './score';

/** Numbers from 0 up to 1 by a fixed rule. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
/** Of a bell curve around 0, by Box and Muller. */
const bell = (random: () => number) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

describe('what is unusual', () => {
  it('is silent before there are enough samples', () => {
    const few = Array.from({ length: LEAST_SAMPLES - 1 }, () => 10);
    expect(scoreOf(1e9, few, 1)).toBeNull();
    expect(scoreOf(1e9, [...few, 10], 1)?.score).toBeGreaterThan(UNUSUAL);
  });

  it('is not moved by mad values among the samples', () => {
    const samples = [...Array.from({ length: 40 }, (_, i) => 100 + (i % 7)), 1e9, 1e9, 1e9];
    expect(scoreOf(300, samples, 1)?.score).toBeGreaterThan(UNUSUAL);
    expect(scoreOf(106, samples, 1)?.score).toBeLessThan(2);
  });

  it('leaves small changes alone where nothing ever changes', () => {
    const samples = Array.from({ length: 50 }, () => 1_000);
    expect(scoreOf(1_200, samples, 1)?.score).toBeLessThan(UNUSUAL);
    expect(scoreOf(1_300, samples, 1)?.score).toBeGreaterThan(UNUSUAL);
    expect(
      scoreOf(
        50,
        Array.from({ length: 50 }, () => 2),
        100,
      )?.score,
    ).toBeLessThan(1);
  });

  it('finds nine in ten of what was planted, and hardly anything else, also where values are skewed', () => {
    let [found, planted, told] = [0, 0, 0];
    for (let seed = 1; seed <= 50; seed++) {
      const random = numbers(seed * 7919);
      const usual = () => 1_000 * Math.exp(0.25 * bell(random));
      const samples = Array.from({ length: 64 }, usual);
      for (let i = 0; i < 100; i++) {
        const mad = random() < 0.1;
        const score = scoreOf(mad ? usual() * (4 + 4 * random()) : usual(), samples, 1)?.score ?? 0;
        planted += Number(mad);
        told += Number(score > UNUSUAL);
        found += Number(mad && score > UNUSUAL);
      }
    }
    expect(found / planted).toBeGreaterThan(0.9);
    expect(found / told).toBeGreaterThan(0.95);
  });
});
