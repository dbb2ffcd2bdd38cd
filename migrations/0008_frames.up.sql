-- Why: a map makes its tasks while it goes on, many in one statement, and a loop round by round. Both work from their
-- frame: whoever holds its lock is the only one who makes items, so that two who look at once make none twice.

-- include functions/open_frame_v1.sql
-- include functions/expand_v1.sql
