DROP TABLE maestro_load_receipts;
DROP TABLE maestro_records;
DROP TABLE maestro_datasets;
