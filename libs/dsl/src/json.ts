/** A value as JSON knows it: what inputs, outputs and `with` hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The largest integer JSON numbers carry without rounding; what lies beyond is a double. */
export const MAX_INTEGER = 2 ** 53;

export function isInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER;
}
