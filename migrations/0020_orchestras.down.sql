DROP INDEX maestro_runs_orchestra_open;
DROP INDEX maestro_runs_orchestra;
ALTER TABLE maestro_runs DROP COLUMN orchestra_id;
DROP TABLE maestro_orchestras;
