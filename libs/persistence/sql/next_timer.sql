-- Purpose   In how many milliseconds the next timer goes off, where that is soon.
-- Params    $1 how soon, in milliseconds
-- Index     the first entry of maestro_waits_wake.
SELECT (extract(epoch FROM wake_at - maestro_now()) * 1000)::float8 AS ms
FROM maestro_waits WHERE wake_at < maestro_now() + $1::int * interval '1 millisecond'
ORDER BY wake_at LIMIT 1
