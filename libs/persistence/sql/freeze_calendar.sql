-- Purpose   What stands in the way of starts of a tenant, and whether it has changed since it was read.
-- Params    $1 tenant, $2 the stamp of what the reader has
-- Result    one row: the instant, the tenant's environment, the stamp, and the windows that are in force where it is another
-- Locks     none
-- Index     primary key
SELECT extract(epoch FROM maestro_now())::float8 * 1000 AS now_ms,
  (SELECT env FROM maestro_tenants WHERE id = $1) AS env, f.stamp,
  CASE WHEN f.stamp = $2 THEN NULL ELSE f.windows END AS windows
FROM (
  SELECT count(*) || ':' || coalesce(sum(w.revision), 0) AS stamp,
    CASE WHEN count(*) || ':' || coalesce(sum(w.revision), 0) = $2 THEN NULL
      ELSE coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'reason', w.reason, 'effect', w.effect,
        'scope', w.scope, 'calendar', w.calendar, 'approvers', w.approvers, 'quorum', w.quorum,
        'revision', w.revision::text)), '[]') END AS windows
  FROM maestro_freeze_windows w WHERE w.tenant_id = $1 AND w.enabled
) f
