-- Undoes 0028_model_providers.
SELECT 1;
