DROP TABLE maestro_budget_alerts;
DROP FUNCTION maestro_used_tokens_v1;
