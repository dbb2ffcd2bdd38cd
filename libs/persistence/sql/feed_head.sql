-- Purpose   Where a tenant's events stand: how far they are settled, from where on they are still all there, and in which cluster and
--           database they count.
-- Params    $1 tenant
-- Result    one row; `xid` is the first transaction of which an event may be missing yet, `pruned` the last of which one was
--           forgotten
-- Index     primary key
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid,
       coalesce((SELECT p.xid::text FROM maestro_pruned_events p WHERE p.tenant_id = $1), '0') AS pruned,
       c.system_identifier::text || '/' || d.oid::text AS cluster
FROM pg_control_system() c, pg_database d
WHERE d.datname = current_database()
