/** The few statistics of a bench. Pure. */

/** The value below which the share `p` (0 to 1) of all values lies; null of nothing. */
function percentile(values, p) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** The middle value, or the mean of the two middle ones; null of nothing. */
function median(values) {
  const sorted = values.filter((value) => value !== null && value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Jain's index of fairness: 1 where all shares are equal, 1/n where one has everything. */
function jain(shares) {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}

/** Four significant digits: more would pretend. */
function rounded(value) {
  return value === null || value === undefined ? null : Number(value.toPrecision(4));
}

/**
 * Rows without those measured while others used half a core or more, unless that would leave none.
 * A row without `busy_other` counts as quiet.
 */
function quiet(rows, limit = 0.5) {
  const kept = rows.filter(({ busy_other: other = 0 }) => other < limit);
  return kept.length > 0 ? kept : rows;
}

// A CommonJS module, so that its spec can load it as it is.
module.exports = { percentile, median, jain, rounded, quiet };
