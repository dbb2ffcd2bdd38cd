-- Purpose   Calls maestro_ask_approval_v2, where the contract is written, and notes in the history that a question was put: once,
--           however many attempts put it.
-- Params    $1 .. $12 those of the function, in its order
WITH before AS MATERIALIZED (
  SELECT EXISTS (SELECT FROM maestro_approvals a WHERE a.tenant_id = $1::uuid AND a.run_id = $2::uuid AND a.n = $3::int) AS asked
), asked AS MATERIALIZED (
  SELECT stands_ms
  FROM maestro_ask_approval_v2($1::uuid, $2::uuid, $3::int, $4::bigint, $5::text, $6::text[], $7::int, $8::text, $9::jsonb,
                               $10::bigint, $11::int[], $12::jsonb[])
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, data)
  SELECT $1::uuid, $2::uuid, 'approval.requested', jsonb_build_object('task', $3::int) FROM asked, before WHERE NOT before.asked
)
SELECT stands_ms FROM asked
