export function percentile(values: readonly number[], p: number): number | null;
export function median(values: readonly (number | null)[]): number | null;
export function jain(shares: readonly number[]): number;
export function rounded(value: number | null): number | null;
export function quiet<T extends { busy_other?: number }>(rows: readonly T[], limit?: number): readonly T[];
