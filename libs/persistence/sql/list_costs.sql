-- Purpose   What was spent, grouped: the dearest first.
-- Params    $1 tenant, $2 groups (template, orchestra, run, task, agent, model, handler, day), $3 from, $4 to, $5 groups at most
-- Result    a call of the API has neither run nor template.
-- Index     maestro_cost_entries_at.
SELECT CASE WHEN 'template' = ANY ($2::text[]) THEN e.template_id END AS "templateId",
       CASE WHEN 'orchestra' = ANY ($2::text[]) THEN r.orchestra_id END AS "orchestraId",
       CASE WHEN $2::text[] && '{run,task}' AND e.template_id IS NOT NULL THEN e.run_id END AS "runId",
       CASE WHEN 'task' = ANY ($2::text[]) AND e.template_id IS NOT NULL THEN e.n END AS n,
       CASE WHEN 'task' = ANY ($2::text[]) THEN e.node END AS node,
       CASE WHEN 'agent' = ANY ($2::text[]) THEN a.id END AS "agentId",
       CASE WHEN 'model' = ANY ($2::text[]) THEN e.model END AS model,
       CASE WHEN 'handler' = ANY ($2::text[]) THEN e.handler END AS handler,
       CASE WHEN 'day' = ANY ($2::text[]) THEN to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD') END AS day,
       sum(e.amount)::float8 AS micros,
       coalesce(sum(e.amount) FILTER (WHERE e.flags && '{assumed,impossible,adjusted}'), 0)::float8 AS assumed,
       count(*) FILTER (WHERE e.entry = 'settled')::int AS attempts,
       sum(u.input) AS "inputTokens", sum(u.output) AS "outputTokens"
FROM maestro_cost_entries e
CROSS JOIN LATERAL maestro_used_tokens_v1(e.usage, e.flags) u
-- A run that is pruned has cost its tenant all the same: only its orchestra is forgotten.
LEFT JOIN maestro_runs r ON 'orchestra' = ANY ($2::text[]) AND r.tenant_id = e.tenant_id AND r.id = e.run_id
-- The template of an agent is played by its runs alone.
LEFT JOIN maestro_agents a ON 'agent' = ANY ($2::text[]) AND a.tenant_id = e.tenant_id AND a.template_id = e.template_id
WHERE e.tenant_id = $1 AND e.at >= $3::timestamptz AND e.at < $4::timestamptz
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY micros DESC, 1, 2, 3, 4, 5, 6, 7, 8, 9
LIMIT $5
