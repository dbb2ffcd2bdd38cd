-- Purpose   Asks for what an attempt needs before its handler may begin: a slot of a concurrency key, a turn under a rate
--           limit. What cannot be had parks the task, under its token, and gives the attempt's number back: waiting for a slot
--           uses up no retry.
-- Params    p_key null: no concurrency key. p_limit: its slots from now on. p_rate null: no rate limit; else p_rate_limit
--           starts in any p_per_ms.
-- Result    granted  begin; the end of the attempt frees the slot
--           parked   nothing more is to be written of this attempt; `freed`: it gave back a slot that it had been passed
--           winding  its run winds down: end it as cancelled
--           stale    the attempt is somebody else's by now
-- Rates     Starts keep a distance of (per + slack) / limit, and may be early by the slack, a twentieth of `per` and at most
--           1 s. So the start after `limit` others is at least `per` after the first of them, and what wakes a little late does
--           not hold up those behind it. Who finds no room draws a ticket: a turn, at which it wakes; `late_at` spreads
--           those that come so late that their turn is gone.
-- Locks     the task, then the key, then the rate.
-- Index     primary keys, maestro_waits_key.
CREATE FUNCTION maestro_grant_v1(
  p_tenant uuid, p_run uuid, p_n int, p_token bigint, p_key text, p_limit int, p_rate text, p_rate_limit int, p_per_ms bigint)
RETURNS TABLE (kind text, freed boolean)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_task record;
  v_key maestro_slot_keys;
  v_rate maestro_rates;
  v_held boolean := false;   -- it was passed a slot while it waited
  v_open boolean := true;    -- it holds a slot, or may take one
  v_slack interval;
  v_step interval;
  v_turn timestamptz;        -- of its ticket
  v_wake timestamptz;        -- null: the rate limit lets it begin now
BEGIN
  SELECT t.status, t.token, t.attempt, t.urgent INTO v_task FROM maestro_tasks t
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND OR v_task.status <> 'running' OR v_task.token <> p_token THEN
    RETURN QUERY SELECT CASE WHEN v_task.status = 'waiting' AND v_task.token = p_token THEN 'parked' ELSE 'stale' END, false;
    RETURN;
  END IF;
  IF v_task.urgent = 0 AND EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = p_tenant AND r.id = p_run
                                     AND r.control IN ('cancel', 'fail', 'timeout')) THEN
    RETURN QUERY SELECT 'winding', false;
    RETURN;
  END IF;

  IF p_key IS NOT NULL THEN
    SELECT k.* INTO v_key FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      INSERT INTO maestro_slot_keys (tenant_id, key, slots) VALUES (p_tenant, p_key, p_limit) ON CONFLICT DO NOTHING;
      SELECT k.* INTO v_key FROM maestro_slot_keys k WHERE k.tenant_id = p_tenant AND k.key = p_key FOR NO KEY UPDATE;
    END IF;
    v_held := EXISTS (SELECT FROM maestro_slots s
                      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_key AND s.kind = 'slot');
    -- Whoever waits goes first, save those whose run stands still.
    v_open := v_held OR v_key.held < p_limit AND NOT EXISTS (
      SELECT FROM (SELECT w.run_id FROM maestro_waits w
                   WHERE w.tenant_id = p_tenant AND w.key = p_key ORDER BY w.created_at LIMIT 20) w
      JOIN maestro_runs r ON r.tenant_id = p_tenant AND r.id = w.run_id WHERE r.control = 'none');
  END IF;

  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  IF p_rate IS NOT NULL AND v_open THEN
    SELECT m.* INTO v_rate FROM maestro_rates m WHERE m.tenant_id = p_tenant AND m.key = p_rate FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      INSERT INTO maestro_rates (tenant_id, key, due_at) VALUES (p_tenant, p_rate, '-infinity') ON CONFLICT DO NOTHING;
      SELECT m.* INTO v_rate FROM maestro_rates m WHERE m.tenant_id = p_tenant AND m.key = p_rate FOR NO KEY UPDATE;
    END IF;
    v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
    v_slack := least(p_per_ms / 20.0, 1000) * interval '1 millisecond';
    v_step := ceil((p_per_ms * 1000.0 + extract(epoch FROM v_slack) * 1000000) / p_rate_limit) * interval '1 microsecond';
    -- What a slower limit of before had reserved binds nobody.
    v_rate.due_at := least(v_rate.due_at, v_now + v_step + v_slack);
    SELECT s.taken_at INTO v_turn FROM maestro_slots s
    WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_rate AND s.kind = 'ticket';
    IF v_turn IS NULL THEN
      IF v_rate.turn_at > v_now OR v_rate.due_at - v_slack > v_now THEN
        v_wake := greatest(v_rate.turn_at, v_rate.due_at);
        v_rate.turn_at := v_wake + v_step;
        INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at)
        VALUES (p_tenant, p_run, p_n, p_rate, 'ticket', v_wake);
      END IF;
    ELSIF v_turn > v_now THEN
      v_wake := v_turn;
    ELSIF v_rate.due_at - v_slack > v_now THEN
      v_wake := greatest(v_rate.late_at, v_rate.due_at - v_slack);
      v_rate.late_at := v_wake + v_step;
    END IF;
    IF v_wake IS NULL THEN
      v_rate.due_at := greatest(v_rate.due_at, v_now) + v_step;
      DELETE FROM maestro_slots s
      WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_rate AND s.kind = 'ticket';
    END IF;
    UPDATE maestro_rates m SET due_at = v_rate.due_at, turn_at = v_rate.turn_at, late_at = v_rate.late_at
    WHERE m.tenant_id = p_tenant AND m.key = p_rate;
  END IF;

  IF v_open AND v_wake IS NULL THEN
    IF p_key IS NOT NULL AND NOT v_held THEN
      INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind, taken_at) VALUES (p_tenant, p_run, p_n, p_key, 'slot', v_now);
    END IF;
    IF p_key IS NOT NULL AND (NOT v_held OR v_key.slots <> p_limit) THEN
      UPDATE maestro_slot_keys k SET slots = p_limit, held = k.held + CASE WHEN v_held THEN 0 ELSE 1 END
      WHERE k.tenant_id = p_tenant AND k.key = p_key;
    END IF;
    RETURN QUERY SELECT 'granted', false;
    RETURN;
  END IF;

  -- Nobody holds a slot while it waits for something else.
  IF v_held THEN
    DELETE FROM maestro_slots s WHERE s.tenant_id = p_tenant AND s.run_id = p_run AND s.n = p_n AND s.key = p_key;
  END IF;
  IF p_key IS NOT NULL AND (v_held OR v_key.slots <> p_limit) THEN
    UPDATE maestro_slot_keys k SET slots = p_limit, held = k.held - CASE WHEN v_held THEN 1 ELSE 0 END
    WHERE k.tenant_id = p_tenant AND k.key = p_key;
  END IF;
  UPDATE maestro_tasks t SET status = 'waiting', session_id = NULL, attempt = t.attempt - 1
  WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n;
  INSERT INTO maestro_waits (tenant_id, run_id, n, reason, key, detail, wake_at, created_at)
  VALUES (p_tenant, p_run, p_n, CASE WHEN v_open THEN 'RATE_LIMIT' ELSE 'CONCURRENCY' END,
          CASE WHEN v_open THEN p_rate ELSE p_key END,
          CASE WHEN v_open THEN jsonb_build_object('key', substr(p_rate, 6), 'limit', p_rate_limit, 'per_ms', p_per_ms)
               ELSE jsonb_build_object('key', substr(p_key, 6), 'limit', p_limit) END,
          coalesce(v_wake, 'infinity'), v_now)
  ON CONFLICT (tenant_id, run_id, n) DO UPDATE
    SET reason = excluded.reason, key = excluded.key, detail = excluded.detail, wake_at = excluded.wake_at,
        created_at = excluded.created_at;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  VALUES (p_tenant, p_run, v_now, 'tasks',
          jsonb_build_array(jsonb_build_array(p_n, 'running', 'waiting', p_token, v_task.attempt)));
  RETURN QUERY SELECT 'parked', v_held;
END $$;
