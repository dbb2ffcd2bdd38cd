-- Undoes 0028_model_providers.
DROP TABLE maestro_model_providers;
