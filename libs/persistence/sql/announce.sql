-- Purpose   Tells whoever listens that there are new events.
-- Params    $1 channel, $2 the tenants concerned, with commas between them; empty for all
-- Locks     that of the server's queue of notifications, to the end of this transaction
SELECT pg_notify($1, $2)
