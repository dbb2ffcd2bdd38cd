-- Purpose   Every tenant, for work that goes through them one by one; and the moment the database calls now.
-- Params    $1 how many days ago the moment is to lie
SELECT id, (extract(epoch FROM maestro_now() - $1::int * interval '1 day') * 1000)::bigint AS before_ms
FROM maestro_tenants ORDER BY id
