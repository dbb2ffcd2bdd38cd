-- Purpose   For how long something that has happened cannot be shown to those who follow, since an older transaction of the server is
--           still open: whoever follows stops below the oldest one, whosesoever it is.
-- Params    none
-- Result    one row: seconds, 0 where nothing is held back
-- Index     maestro_events_feed
SELECT greatest(0, coalesce(extract(epoch FROM maestro_now() - (
         SELECT e.at FROM maestro_events e WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY e.xid LIMIT 1)), 0))::float8 AS held_s
