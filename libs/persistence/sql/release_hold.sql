-- Purpose   Calls maestro_release_hold_v1, where the contract is written.
-- Params    $1 tenant, $2 run, $3 what is to be known of its concurrency key, $4 `tenant/queue` pairs over their share
SELECT kind, n, queue FROM maestro_release_hold_v1($1::uuid, $2::uuid, $3::jsonb, $4::text[])
