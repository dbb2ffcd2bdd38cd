DROP TABLE maestro_secret_usages, maestro_secret_versions, maestro_secrets, maestro_data_keys, maestro_master_keys;
