-- Purpose   What the runs of firings are started with.
-- Params    per firing: $1 tenant[], $2 trigger[], $3 event[]
-- Result    those of them that are due, with their trigger, their event, and the template that plays now
-- Index     primary keys
SELECT f.tenant_id, f.trigger_id, f.event_id, f.inputs, f.labels, f.idempotency_key, f.depth::int AS depth, f.tries::int AS tries,
       f.created_at, maestro_now() AS now, t.enabled, t.changed_by AS answers, t.changed_subject AS subject,
       m.id AS template_id, m.latest_version AS version,
       o.id AS orchestra_id, o.name AS orchestra_name, o.tag AS orchestra_tag, o.inputs AS orchestra_inputs,
       o.labels AS orchestra_labels, o.enabled AS orchestra_enabled, o.schedule AS orchestra_schedule,
       jsonb_build_object('source', e.source, 'id', e.event_id, 'type', e.type, 'subject', e.subject, 'time', e.at,
                          'contentType', e.content_type, 'dataSchema', e.data_schema, 'extensions', e.extensions,
                          'data', e.data, 'dataBase64', e.data_base64) AS event
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w (tenant_id, trigger_id, event_id)
CROSS JOIN LATERAL (SELECT * FROM maestro_firings f
                    WHERE f.tenant_id = w.tenant_id AND f.trigger_id = w.trigger_id AND f.event_id = w.event_id AND f.status = 'due'
                    OFFSET 0) f
JOIN maestro_triggers t ON t.tenant_id = f.tenant_id AND t.id = f.trigger_id
JOIN maestro_received_events e ON e.tenant_id = f.tenant_id AND e.id = f.event_id
LEFT JOIN maestro_orchestras o ON o.tenant_id = t.tenant_id AND o.id = t.orchestra_id
JOIN maestro_templates m ON m.tenant_id = t.tenant_id AND m.id = coalesce(t.template_id, o.template_id)
ORDER BY f.created_at, f.event_id, f.trigger_id
