import { seen, selects, type Invariant } from './invariant';

/** I12: concurrency keys. */
export const limitInvariants: readonly Invariant[] = [
  seen('I12', 'a concurrency key never held more than it may', ({ samples }) => [...samples.overheld]),
  selects('I12', 'a key counts the slots that are held under it', {
    needs: ['maestro_slots', 'maestro_slot_keys'],
    text: `
      SELECT k.key, k.held, count(s.key) AS slots FROM maestro_slot_keys k
      LEFT JOIN maestro_slots s ON s.tenant_id = k.tenant_id AND s.key = k.key AND s.kind = 'slot'
      GROUP BY k.tenant_id, k.key, k.held HAVING k.held <> count(s.key)`,
  }),
  selects('I12', 'what is over holds no slot', {
    needs: ['maestro_slots'],
    text: `
      SELECT s.run_id, s.n, s.key FROM maestro_slots s JOIN maestro_runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE r.finished_at IS NOT NULL`,
  }),
];
