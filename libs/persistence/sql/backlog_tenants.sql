-- Purpose   Which tenants have tasks in the backlog of which queue, with what each may have.
-- Result    one row for each queue and tenant, however many tasks, in this order.
-- Index     maestro_backlog_order, one probe for each row; the primary key of tenants.
WITH RECURSIVE pair AS (
  (SELECT queue, tenant_id FROM maestro_backlog ORDER BY queue, tenant_id LIMIT 1)
  UNION ALL
  SELECT o.queue, o.tenant_id
  FROM pair p, LATERAL (SELECT b.queue, b.tenant_id FROM maestro_backlog b
                        WHERE (b.queue, b.tenant_id) > (p.queue, p.tenant_id) ORDER BY b.queue, b.tenant_id LIMIT 1) o
)
SELECT p.queue, p.tenant_id, t.weight, t.max_running_tasks
FROM pair p JOIN maestro_tenants t ON t.id = p.tenant_id
ORDER BY p.queue, p.tenant_id
