DROP TABLE maestro_pruned_events;
CREATE INDEX maestro_events_xid ON maestro_events (xid);
DROP INDEX maestro_events_feed;
