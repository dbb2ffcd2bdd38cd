/** One line for each measurement, while they run. */

const number = (value) => Number(value.toPrecision(3)).toLocaleString('en');

/** `w3  product  12,300 steps_per_s …  cpu 0.06 ms: worker 0.02 …` */
export function progressLine(workload, contestant, figures) {
  const { cpu_split: split = {}, busy_other: other, ...rest } = figures;
  const shown = Object.entries(rest).map(([metric, value]) => `${number(value)} ${metric}`);
  const parts = Object.entries(split).filter(([, value]) => value > 0);
  if (parts.length > 0)
    shown.push(`[cpu ms per step: ${parts.map(([name, value]) => `${name} ${number(value)}`).join(', ')}]`);
  if (other !== undefined) shown.push(`others ${number(other)} cores`);
  return `${workload.padEnd(10)} ${contestant.padEnd(16)} ${shown.join('  ')}`;
}
