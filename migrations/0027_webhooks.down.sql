-- Undoes 0027_webhooks.
SELECT 1;
