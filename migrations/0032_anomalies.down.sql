-- Undoes 0032_anomalies.
SELECT 1;
