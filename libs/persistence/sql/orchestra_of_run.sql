-- Purpose   The orchestra that a run plays in, as gates and the runs that it starts are told of it.
-- Params    $1 tenant, $2 orchestra
-- Result    one row, also where it is deleted by now
-- Index     primary key
SELECT id, name, tag FROM maestro_orchestras WHERE tenant_id = $1 AND id = $2
