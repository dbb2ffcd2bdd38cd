import type { InvariantRule } from './invariant-rule';

const COVERED = `EXISTS (SELECT FROM maestro_audit_records r
               WHERE r.tenant_id = e.tenant_id AND r.upto >= e.xid AND r.after < e.xid)`;

/** What must be true of the audit chain. Signatures are checked where the keys are: by whoever verifies an export. */
export const auditRules: readonly InvariantRule[] = [
  {
    id: 'I10',
    says: 'the audit chain hashes again from its genesis to its head, without a gap',
    text: `
    SELECT r.tenant_id, r.seq FROM (
      SELECT c.tenant_id, c.seq, c.hash, c.content, lag(c.hash) OVER w AS before, lag(c.seq) OVER w AS last
      FROM maestro_audit_records c WINDOW w AS (PARTITION BY c.tenant_id ORDER BY c.seq)) r
    WHERE r.hash <> sha256(convert_to(r.content, 'UTF8')) OR r.seq <> coalesce(r.last, 0) + 1
      OR r.content::jsonb ->> 'prev_hash' <> coalesce(encode(r.before, 'hex'), repeat('0', 64))
    UNION ALL
    SELECT h.tenant_id, h.seq FROM maestro_audit_heads h
    WHERE NOT EXISTS (SELECT FROM maestro_audit_records r WHERE r.tenant_id = h.tenant_id AND r.seq = h.seq AND r.hash = h.hash)
       OR EXISTS (SELECT FROM maestro_audit_records r WHERE r.tenant_id = h.tenant_id AND r.seq > h.seq)`,
  },
  {
    id: 'I10',
    says: 'history is what was sealed',
    text: `
    SELECT r.tenant_id, r.seq, p.part ->> 1 AS run_id
    FROM maestro_audit_records r, jsonb_array_elements(r.content::jsonb -> 'parts') AS p (part),
         LATERAL (SELECT '[' || string_agg(maestro_audit_event_text_v1(e), ',' ORDER BY e.xid, e.id) || ']' AS text
                  FROM maestro_events e
                  WHERE e.tenant_id = r.tenant_id AND e.xid > r.after AND e.xid <= r.upto
                    AND e.run_id = CASE WHEN p.part ->> 0 = 'run' THEN (p.part ->> 1)::uuid END) x
    WHERE x.text IS NOT NULL AND encode(sha256(convert_to(x.text, 'UTF8')), 'hex') <> p.part ->> 3`,
  },
  {
    id: 'I10',
    says: 'every transition is sealed, and none is skipped',
    text: `
    SELECT e.run_id, e.xid::text AS xid FROM maestro_events e
    WHERE e.xid <= (SELECT max(r.upto) FROM maestro_audit_records r WHERE r.tenant_id = e.tenant_id) AND NOT ${COVERED}`,
    // In a storm the chain follows at a distance; a sealer that stands still is found all the same.
    live: `
    SELECT e.run_id, e.xid::text AS xid FROM maestro_events e
    WHERE (e.at < maestro_now() - interval '1 hour'
           OR e.xid <= (SELECT max(r.upto) FROM maestro_audit_records r WHERE r.tenant_id = e.tenant_id)) AND NOT ${COVERED}`,
  },
];
