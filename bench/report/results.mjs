/** What was measured, and the medians of it. */
import { median, quiet, rounded } from '../measure/statistics.cjs';

/** Figures of one contestant in one workload and round; `busy_other` tells how noisy the machine was. */
export class Results {
  #rows = [];

  add(workload, contestant, { busy_other: other = 0, ...figures }) {
    for (const [metric, value] of Object.entries(figures))
      if (typeof value === 'number')
        this.#rows.push({ workload, contestant, metric, value, busy_other: other });
  }

  /** Median over the quiet rounds; null where there is none. */
  value(workload, contestant, metric) {
    const rows = this.#rows.filter(
      (row) => row.workload === workload && row.contestant === contestant && row.metric === metric,
    );
    return rounded(median(quiet(rows).map((row) => row.value)));
  }

  /** Whether every round of it was noisy: its median is to be taken with care. */
  isNoisy(workload, contestant) {
    const rows = this.#rows.filter((row) => row.workload === workload && row.contestant === contestant);
    return rows.length > 0 && rows.every((row) => row.busy_other >= 0.5);
  }

  has(workload, contestant) {
    return this.#rows.some((row) => row.workload === workload && row.contestant === contestant);
  }
}

/** One line of the result: the product, what it is held against, and the ratio of the two. */
export function line(workload, metric, { product = null, peer = null, peerValue = null, noisy = false }) {
  const ratio = product !== null && peerValue ? rounded(product / peerValue) : null;
  return { workload, metric, product, peer, peer_value: peerValue, ratio, ...(noisy ? { noisy } : {}) };
}
