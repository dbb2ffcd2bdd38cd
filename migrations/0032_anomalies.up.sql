-- Why: a run that takes ten times as long as usual, or costs ten times as much, ends well and is noticed by nobody. It is compared
-- with those before it as it ends, and what is found is kept as long as the run.

CREATE TABLE maestro_anomalies (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  -- duration: milliseconds. cost: micro-dollars.
  measure text NOT NULL CHECK (measure IN ('duration', 'cost')),
  template_id uuid NOT NULL,
  value double precision NOT NULL CHECK (value >= 0),
  -- Of the runs it was compared with, and how many those were.
  median double precision NOT NULL CHECK (median >= 0),
  samples integer NOT NULL CHECK (samples > 0),
  -- Deviations beyond the median.
  score double precision NOT NULL CHECK (score > 0),
  detected_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, run_id, measure),
  FOREIGN KEY (tenant_id, run_id) REFERENCES maestro_runs (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_anomalies_template ON maestro_anomalies (tenant_id, template_id, run_id, measure);
ALTER TABLE maestro_anomalies ENABLE ROW LEVEL SECURITY;
ALTER TABLE maestro_anomalies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON maestro_anomalies TO maestro_app
  USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant());
CREATE POLICY engine ON maestro_anomalies TO maestro_engine USING (true) WITH CHECK (true);
GRANT SELECT ON maestro_anomalies TO maestro_app;
GRANT SELECT, INSERT ON maestro_anomalies TO maestro_engine;
