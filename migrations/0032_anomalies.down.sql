DROP TABLE maestro_anomalies;
