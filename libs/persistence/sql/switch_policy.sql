-- Purpose   Switches a shipped policy on or off for a tenant.
-- Params    $1 tenant, $2 name, $3 on
-- Locks     the switch.
INSERT INTO maestro_policy_switches (tenant_id, name, active) VALUES ($1::uuid, $2::text, $3::boolean)
ON CONFLICT (tenant_id, name) DO UPDATE SET active = excluded.active
