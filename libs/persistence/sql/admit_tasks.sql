-- Purpose   Calls maestro_admit_v1, where the contract is written.
-- Params    $1 queue, $2 tenant[], $3 count[], $4 only what has been ready for so many ms; null: all
SELECT kind, tenant_id, run_id, n
FROM maestro_admit_v1($1::text, $2::uuid[], $3::int[], maestro_now() - $4::int * interval '1 millisecond')
