DROP TABLE maestro_feed_cursors;
