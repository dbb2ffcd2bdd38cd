-- Why: what was used is asked for by run, by task and by whatever costs are grouped by; one place says what counts as a token.

-- include functions/used_tokens_v1.sql
