import { parseId } from '@maestro/persistence';
import type { Ground } from './ground';
import type { History } from './history';
import { Load, type Accepted, type Published } from './load';
import { pause } from './time';

/** How long is waited for one run of each kind, while nothing is broken. Together they take some 5 s. */
const CALM_MS = 30_000;

export interface Rehearsal {
  /** Kinds that do what their template says; the others stay out of the storm. */
  working: Published[];
  failing: object[];
  accepted: ReadonlyMap<string, Accepted>;
}

/** One run of each kind before the storm: what does not work in calm would only hide what the storm breaks. */
export async function rehearse(
  { ground, history, seed }: { ground: Ground; history: History; seed: number },
  kinds: readonly Published[],
): Promise<Rehearsal> {
  const load = new Load({ ground, history, seed: seed + 1, kinds, rate: 1, patienceMs: CALM_MS });
  load.eachOnce();
  const deadline = Date.now() + CALM_MS;
  let statuses = new Map<string, string>();
  const open = () =>
    load.accepted.size < kinds.length ||
    [...load.accepted.keys()].some((id) => !statuses.has(parseId('run', id) ?? ''));
  while (Date.now() < deadline && open()) {
    await pause(250);
    statuses = await endedRuns(ground).catch(() => statuses);
  }
  const failing: object[] = [];
  const working = kinds.filter((kind) => {
    const { name, outcomes } = kind.workload;
    const [id = ''] = [...load.accepted].find(([, run]) => run.kind === name) ?? [];
    const status = statuses.get(parseId('run', id) ?? '');
    if (status !== undefined && outcomes.includes(status)) return true;
    failing.push({ kind: name, id, status: status ?? 'open', broken: load.broken });
    return false;
  });
  return { working, failing, accepted: load.accepted };
}

async function endedRuns({ maestro }: Ground): Promise<Map<string, string>> {
  const rows = await maestro.sql<{ id: string; status: string }>(
    'SELECT id, status::text FROM maestro_runs WHERE finished_at IS NOT NULL',
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
}
