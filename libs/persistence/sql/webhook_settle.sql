-- Purpose   Writes down what became of an attempt, and how its webhook fares.
-- Params    $1 tenant, $2 delivery, $3 token, $4 status, $5 milliseconds until the next attempt (null: none), $6 the attempt,
--           $7 whether it was taken, $8 after how many days of failures alone a webhook is given up
-- Result    whether the webhook is to be given up; no row where the attempt is no longer the current one.
-- Locks     the delivery, then its webhook.
-- Index     primary keys
WITH settled AS (
  UPDATE maestro_webhook_deliveries SET
    status = $4, attempts = attempts + 1, log = log || jsonb_build_array($6::jsonb), token = NULL,
    next_at = maestro_now() + coalesce($5::bigint, 0) * interval '1 millisecond',
    finished_at = CASE WHEN $4 <> 'pending' THEN maestro_now() END
  WHERE tenant_id = $1 AND id = $2 AND token = $3::uuid AND finished_at IS NULL
  RETURNING tenant_id, webhook_id
), fares AS (
  UPDATE maestro_webhooks w SET failing_since = CASE WHEN $7::boolean THEN NULL ELSE maestro_now() END
  FROM settled s WHERE w.tenant_id = s.tenant_id AND w.id = s.webhook_id AND (w.failing_since IS NULL) <> $7::boolean
)
SELECT NOT $7::boolean AND w.enabled AND coalesce(w.failing_since < maestro_now() - $8::int * interval '1 day', false) AS "givenUp"
FROM settled s JOIN maestro_webhooks w ON w.tenant_id = s.tenant_id AND w.id = s.webhook_id
