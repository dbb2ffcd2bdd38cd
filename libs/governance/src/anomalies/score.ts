/** What is usual, and how far a value lies beyond it. */
export interface Score {
  median: number;
  /** Deviations from the median: 1 is as much as two in three values stay within. */
  score: number;
}

/** Fewer say nothing of what is usual. */
export const LEAST_SAMPLES = 20;

/** From here on a value is told of. Of values of one bell curve three in ten million lie so far above. */
export const UNUSUAL = 5;

/** Makes the median of deviations comparable with a standard deviation. */
const NORMAL = 1.4826;

/**
 * The robust z-score: what one mad value among the samples does to mean and deviation it does not do to medians. Where hardly
 * any value differs from another, deviations of a twentieth of the median, or of `floor`, count as usual all the same.
 *
 * Null while there are too few samples.
 */
export function scoreOf(value: number, samples: readonly number[], floor: number): Score | null {
  if (samples.length < LEAST_SAMPLES) return null;
  const median = medianOf(samples);
  const deviation = medianOf(samples.map((sample) => Math.abs(sample - median)));
  const scale = Math.max(NORMAL * deviation, median / 20, floor);
  return { median, score: (value - median) / scale };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
