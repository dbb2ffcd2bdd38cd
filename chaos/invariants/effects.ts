import { parseId } from '@maestro/persistence';
import { seen, type Evidence, type Invariant } from './invariant';

/** Accepted runs whose effect task has succeeded. */
async function succeededEffects({ sql, accepted, kinds }: Evidence): Promise<string[]> {
  const rows = await sql<{ run: string; n: number }>(
    `SELECT run_id AS run, n FROM maestro_tasks WHERE status = 'succeeded'`,
  );
  const done = new Set(rows.map(({ run, n }) => `${run} ${n}`));
  return [...accepted].flatMap(([id, { kind }]) => {
    const n = kinds.get(kind)?.effect;
    return n !== undefined && done.has(`${parseId('run', id)} ${n}`) ? [id] : [];
  });
}

/** I6: the world outside. An effect may come twice; by its key, which is one, it counts once. */
export const effectInvariants: readonly Invariant[] = [
  seen('I6', 'an effect task that succeeded took effect, exactly once under its key', async (evidence) => {
    const firsts = new Map<string, number>();
    for (const { run, first } of evidence.effects) if (first) firsts.set(run, (firsts.get(run) ?? 0) + 1);
    const wanted = await succeededEffects(evidence);
    return wanted.flatMap((run) => (firsts.get(run) === 1 ? [] : [{ run, firsts: firsts.get(run) ?? 0 }]));
  }),
  seen('I6', 'all attempts of a task carry one key', ({ effects }) => {
    const keys = new Map<string, Set<string>>();
    for (const { run, key } of effects) if (run) keys.set(run, (keys.get(run) ?? new Set()).add(key));
    return [...keys].flatMap(([run, all]) => (all.size > 1 ? [{ run, keys: [...all] }] : []));
  }),
  seen('I6', 'nobody acts for a run that was never accepted', ({ effects, accepted }) =>
    effects.filter(({ run }) => run !== '' && !accepted.has(run)),
  ),
];
