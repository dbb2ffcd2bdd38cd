/** `--only engine`: everything but growth and fairness, contestants interleaved, round by round. */
import { linesOfAlone, measureAlone } from './alone.mjs';
import { linesOfShapes, measureShapes } from './shapes.mjs';

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function engineGroup(bench) {
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    await measureShapes(bench);
    await measureAlone(bench, round);
  }
  return [...linesOfShapes(bench), ...linesOfAlone(bench)];
}
