/**
 * The parts of the walls that are decisions and not rules, each with its reason: what all tenants share, and where the
 * engine's role sees every tenant. The catalog is held against these lists, so that whoever adds to the one says why in
 * the other.
 */

/** Tables without a tenant. */
export const SHARED_TABLES: Readonly<Record<string, string>> = {
  maestro_migrations: 'which schema this is',
  maestro_clock: 'the offset of the clock, zero but in tests',
  maestro_tenants: 'the tenants themselves: their id is the tenant, and the policy says so',
  maestro_worker_sessions: 'which processes live; they serve all tenants',
  maestro_leases: 'who leads',
  maestro_audit_cursor: 'how far the sealer has read',
  maestro_feed_cursors: 'how far those who follow all runs have come',
  maestro_master_keys: 'which master keys were ever used, with a check value and no key',
  maestro_default_prices: 'the price list of this release',
};

/** Unique indexes of tenants' tables that do not begin with the tenant. */
export const UNIQUE_EXCEPTIONS: Readonly<Record<string, string>> = {
  maestro_tenants_pkey: 'the id is the tenant',
};

/** Where the engine's policies see all tenants, and what for. Elsewhere it has no policy, and so no row. */
export const ENGINE_TABLES: Readonly<Record<string, string>> = {
  maestro_tenants: 'reads their limits and weights',
  maestro_templates: 'reads which version plays',
  maestro_template_versions: 'reads plans',
  maestro_runs: 'moves runs',
  maestro_tasks: 'moves tasks',
  maestro_attempts: 'records attempts',
  maestro_waits: 'parks and wakes',
  maestro_events: 'writes histories',
  maestro_run_keys: 'starts a run once for its key',
  maestro_run_labels: 'finds runs by label',
  maestro_frames: 'opens and closes frames',
  maestro_frame_items: 'counts items',
  maestro_frozen_inputs: 'keeps what a frame was opened with',
  maestro_signals: 'matches signals with who waits',
  maestro_approvals: 'asks and settles',
  maestro_votes: 'counts votes',
  maestro_cache: 'finds results again',
  maestro_holds: 'holds runs back',
  maestro_slots: 'grants and passes slots',
  maestro_slot_keys: 'grants and passes slots',
  maestro_rates: 'counts turns',
  maestro_backlog: 'admits by fair share',
  maestro_requests: 'prunes what has expired; sees no answer that was given',
  maestro_audit_entries: 'writes what the system did, and reads it to seal it',
  maestro_audit_heads: 'seals',
  maestro_audit_records: 'seals',
  maestro_audit_roots: 'signs and anchors',
  maestro_attestations: 'states how a run ended',
  maestro_attestation_keys: 'reads public keys',
  maestro_policy_decisions: 'reads what was decided about a start, and forgets what is old',
  maestro_budgets: 'reserves and settles',
  maestro_reservations: 'reserves and settles',
  maestro_cost_entries: 'writes the ledger',
  maestro_run_costs: 'sums up a run',
  maestro_anomalies: 'writes down what was unusual',
  maestro_budget_alerts: 'tells of a threshold once',
  maestro_prices: 'reads what a model costs',
  maestro_freeze_windows: 'asks whether a start is frozen',
  maestro_freeze_breaks: 'uses up a permit',
  maestro_orchestras: 'fires what is due',
  maestro_pruned_events: 'notes how far history was forgotten',
  maestro_schedule_slots: 'plays slots',
  maestro_backfills: 'plays slots that were asked for',
  maestro_agents: 'starts the run of an agent that a task calls',
  maestro_agent_versions: 'starts the run of an agent that a task calls',
  maestro_triggers: 'finds whom the end of a run triggers',
  maestro_firings: 'begins what triggers make of the end of a run',
  maestro_received_events: 'keeps the end of a run once, as an event',
  maestro_run_causes: 'notes what a run was begun by',
  maestro_webhooks: 'reads who hears of what, never a secret, and switches off who is gone',
  maestro_webhook_deliveries: 'writes down what is to be delivered, takes it and settles it',
};

/** Names that look like somebody's credentials and are none. The engine may read no other table of such a name. */
export const NO_CREDENTIALS: readonly string[] = [
  'maestro_run_keys',
  'maestro_slot_keys',
  'maestro_worker_sessions',
  'maestro_attestation_keys',
];
