/** Digits that a `real` tells apart: more are longer to send and to read, and say nothing. */
const DIGITS = 8;

/** Numbers as Postgres reads an array of `real`. */
export function arrayText(numbers: readonly number[]): string {
  return `{${numbers.map((value) => value.toPrecision(DIGITS)).join()}}`;
}
