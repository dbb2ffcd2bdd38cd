-- Purpose   Sets aside what an attempt may cost at worst, on every account up the tree, before its handler may begin. What
--           the money does not reach for parks the task, under its token, and gives the attempt's number back.
-- Params    p_model null: p_declared is the worst case. Else the price of the model times the tokens and p_calls is; p_declared stands in
--           where the model has no price and p_trusting, or the tenant, lets a declared worst case do.
-- Result    granted   begin; the end of the attempt settles it. Again for the same token: granted before.
--           parked    nothing more is to be written of this attempt; `key`: what it waits for; `freed`: the concurrency key of
--                     a slot that it gave back
--           unpriced  the model has no price, and nobody may declare one: fail it
--           beyond    no money will ever do: the worst case is more than the whole cap of the account in `detail`, or than what is
--                     not spent of one that is not waited for (`on_exhausted`); fail it. `agent`: whose run's account it is
--           winding   its run winds down: end it as cancelled
--           stale     the attempt is somebody else's by now
-- Accounts  of the run and of the runs that wait for it, of their templates and orchestras, and of the tenant. One whose period is over
--           starts the next here. Of one that is not waited for, what others have reserved may come back: as long as that could do, the
--           task waits, and asks again every few seconds. Nothing is decided but from locked rows; no constraint has to say no.
-- Locks     the task, then the key of a slot it holds, then the accounts by id.
-- Index     primary keys, maestro_budgets_scope, maestro_prices' key.
CREATE FUNCTION maestro_reserve_v4(
  p_tenant uuid, p_run uuid, p_n int, p_token bigint, p_node text, p_handler text,
  p_model text, p_tokens_in bigint, p_tokens_out bigint, p_declared bigint, p_trusting boolean, p_calls int)
RETURNS TABLE (kind text, amount bigint, key text, freed text, detail jsonb)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_task record;
  v_tenant record;
  v_price record;
  v_template uuid;
  v_subjects uuid[];
  v_accounts uuid[];
  v_id uuid;
  v_amount numeric;
  v_slot text;
  v_account record;
  v_ids uuid[] := '{}';
  v_key text;
  v_detail jsonb;
  v_wake timestamptz;
BEGIN
  SELECT t.status, t.token, t.attempt, t.urgent INTO v_task FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND OR v_task.status <> 'running' OR v_task.token <> p_token THEN
    RETURN QUERY SELECT CASE WHEN v_task.status = 'waiting' AND v_task.token = p_token THEN 'parked' ELSE 'stale' END,
                        NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;
  SELECT r.amount INTO v_amount FROM maestro_reservations r
  WHERE r.tenant_id = p_tenant AND r.run_id = p_run AND r.n = p_n AND r.token = p_token;
  IF FOUND THEN
    RETURN QUERY SELECT 'granted', v_amount::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;
  IF v_task.urgent = 0 AND EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
                                     AND r.control IN ('cancel', 'fail', 'timeout')) THEN
    RETURN QUERY SELECT 'winding', NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;

  -- The run and the runs that wait for it, with their templates and orchestras.
  WITH RECURSIVE family AS (
    SELECT r.id, r.template_id, r.orchestra_id, r.parent_run, 0 AS depth FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
    UNION ALL
    SELECT r.id, r.template_id, r.orchestra_id, r.parent_run, f.depth + 1
    FROM family f CROSS JOIN LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = f.parent_run OFFSET 0) r
    WHERE f.depth < 64
  )
  SELECT array_agg(f.id) || array_agg(f.template_id) || array_agg(f.orchestra_id) || p_tenant, min(f.template_id::text) FILTER (WHERE f.depth = 0)
  INTO v_subjects, v_template FROM family f;

  SELECT t.spending, t.unknown_models INTO v_tenant FROM maestro_tenants t WHERE t.id = p_tenant;
  IF v_tenant.spending <> 'on' THEN
    v_key := 'budget/stop';
    v_detail := jsonb_build_object('switch', v_tenant.spending);
  END IF;

  v_amount := p_declared;
  IF p_model IS NOT NULL THEN
    SELECT p.version, p.input_nanos, p.output_nanos, p.call_nanos INTO v_price FROM (
      SELECT 0 AS rank, o.* FROM maestro_prices o WHERE o.tenant_id = p_tenant AND o.model = p_model
      UNION ALL
      SELECT 1, p_tenant, d.* FROM maestro_default_prices d WHERE d.model = p_model) p
    ORDER BY p.rank, p.version DESC LIMIT 1;
    IF FOUND THEN
      v_amount := maestro_price_of(v_price.input_nanos, v_price.output_nanos, v_price.call_nanos * p_calls, p_tokens_in, p_tokens_out);
    ELSIF p_declared IS NULL OR NOT (p_trusting OR v_tenant.unknown_models = 'declared') THEN
      RETURN QUERY SELECT 'unpriced', NULL::bigint, NULL::text, NULL::text, NULL::jsonb;
      RETURN;
    END IF;
  ELSE
    SELECT NULL::int AS version, NULL::bigint AS input_nanos, NULL::bigint AS output_nanos, NULL::bigint AS call_nanos INTO v_price;
  END IF;

  -- A slot it would have to give back stands before the accounts in the order of locks.
  SELECT s.key INTO v_slot FROM maestro_slots s
  WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.kind = 'slot';
  IF v_slot IS NOT NULL THEN
    PERFORM 1 FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = v_slot FOR NO KEY UPDATE;
  END IF;
  -- Each by its key: a list of keys is compared with every account of the tenant while the planner takes these for few.
  SELECT coalesce(array_agg(DISTINCT a.id ORDER BY a.id), '{}') INTO v_accounts
  FROM unnest(v_subjects) AS s (id)
  CROSS JOIN LATERAL (SELECT b.id FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.subject = s.id OFFSET 0) a;
  FOREACH v_id IN ARRAY v_accounts LOOP
    PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = v_id FOR NO KEY UPDATE;
  END LOOP;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  FOREACH v_id IN ARRAY v_accounts LOOP
    UPDATE maestro_budgets b
    SET spent = 0, (period_start, period_end) = (SELECT p.starts, p.ends FROM maestro_period(b.period, b.timezone, v_now) p)
    WHERE b.tenant_id = p_tenant AND b.id = v_id AND b.period_end <= v_now;
  END LOOP;

  FOR v_account IN
    SELECT b.id, b.scope, b.subject, b.cap, b.spent, b.reserved, b.period, b.period_end, b.on_exhausted,
           v_amount > b.cap OR b.on_exhausted = 'fail' AND v_amount > b.cap - b.spent AS hopeless
    FROM unnest(v_accounts) AS a (id)
    CROSS JOIN LATERAL (SELECT * FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = a.id OFFSET 0) b
    ORDER BY b.id
  LOOP
    v_ids := v_ids || v_account.id;
    IF v_amount <= v_account.cap - v_account.spent - v_account.reserved OR v_detail IS NOT NULL AND NOT v_account.hopeless THEN
      CONTINUE;
    END IF;
    v_key := 'budget/' || v_account.id;
    v_wake := nullif(v_account.period_end, 'infinity');
    v_detail := jsonb_build_object(
      'budget', v_account.id, 'scope', v_account.scope, 'subject', v_account.subject, 'period', v_account.period,
      'cap', v_account.cap, 'spent', v_account.spent, 'reserved', v_account.reserved, 'needed', v_amount::bigint, 'resets_at', v_wake);
    IF v_account.hopeless THEN
      RETURN QUERY
        SELECT 'beyond', v_amount::bigint, v_key, NULL::text,
               v_detail || jsonb_build_object('on_exhausted', v_account.on_exhausted, 'agent',
                             (SELECT a.name FROM maestro_runs r JOIN maestro_agents a ON a.tenant_id = r.tenant_id AND a.template_id = r.template_id
                              WHERE r.tenant_id = p_tenant AND r.id = v_account.subject));
      RETURN;
    END IF;
    IF v_account.on_exhausted = 'fail' THEN
      v_wake := v_now + interval '5 seconds';
    END IF;
  END LOOP;

  IF v_key IS NULL THEN
    FOREACH v_id IN ARRAY v_ids LOOP
      UPDATE maestro_budgets b SET reserved = b.reserved + v_amount::bigint WHERE b.tenant_id = p_tenant AND b.id = v_id;
    END LOOP;
    INSERT INTO maestro_reservations (tenant_id, run_id, n, token, attempt, template_id, node, handler, model, price_version,
                                      input_nanos, output_nanos, call_nanos, amount, accounts, at)
    VALUES (p_tenant, p_run, p_n, p_token, v_task.attempt, v_template, p_node, p_handler, p_model, v_price.version,
            v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, v_amount::bigint, v_ids, v_now);
    RETURN QUERY SELECT 'granted', v_amount::bigint, NULL::text, NULL::text, NULL::jsonb;
    RETURN;
  END IF;

  -- Nobody holds a slot while it waits for something else.
  IF v_slot IS NOT NULL THEN
    DELETE FROM maestro_slots s WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = v_slot;
    UPDATE maestro_slot_keys k SET held = k.held - 1 WHERE k.tenant_id = p_tenant AND k.key = v_slot;
  END IF;
  UPDATE maestro_tasks t SET status = 'waiting', session_id = NULL, attempt = t.attempt - 1
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
  VALUES (p_tenant, p_run, p_n, 'BUDGET', v_key, v_detail, coalesce(v_wake, 'infinity'), v_now)
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
        created_at = excluded.created_at;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks',
          jsonb_build_array(jsonb_build_array(p_n, 'running', 'waiting', p_token, v_task.attempt)));
  RETURN QUERY SELECT 'parked', v_amount::bigint, v_key, v_slot, v_detail;
END $$;
