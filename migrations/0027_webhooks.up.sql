-- Why: what happens to runs is told to others, each thing once it is settled, and from where the telling stood when its leader
-- died.

-- How far each of those who follow the feed of runs has come. Of the installation, not of a tenant: the engine alone sees it.
CREATE TABLE maestro_feed_cursors (
  consumer text PRIMARY KEY CHECK (consumer ~ '^[a-z][a-z-]{0,62}$'),
  -- All events up to here have been told.
  xid xid8 NOT NULL,
  id bigint NOT NULL,
  -- Term of the leader that moved it last: it never falls.
  term bigint NOT NULL
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON maestro_feed_cursors TO maestro_engine;
