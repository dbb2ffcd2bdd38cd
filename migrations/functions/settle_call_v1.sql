-- Purpose   Turns what a call of the API had reserved into what it cost. Without a reservation it is settled: a repeat is harmless.
-- Params    p_kind: what is known of its usage.
--           tokens    p_tokens were read, at the price that the reservation pinned
--           nothing   it provably sent nothing: free, and no entry
--           unknown   it died underway: the worst case is assumed
--           What is no number of tokens, or more than was reserved for, is impossible and settles at the worst case, too.
-- Result    the accounts that have more to give than before, and for which somebody waits
-- Locks     the reservation, then its accounts by id.
-- Index     primary keys, maestro_waits_key.
CREATE FUNCTION maestro_settle_call_v1(
  p_tenant uuid, p_call uuid, p_kind text, p_tokens numeric, p_usage jsonb)
RETURNS TABLE (key text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_held record;
  v_used numeric;
  v_charge bigint;
  v_flags text[] := '{}';
BEGIN
  SELECT r.* INTO v_held FROM maestro_reservations r
  WHERE r.tenant_id = p_tenant AND r.run_id = p_call AND r.n = 0 AND r.token = 0 AND r.template_id IS NULL
  FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts) ORDER BY b.id FOR NO KEY UPDATE;

  v_charge := v_held.amount;
  IF p_kind = 'nothing' THEN
    v_charge := 0;
  ELSIF p_kind = 'unknown' THEN
    v_flags := '{assumed}';
  ELSE
    v_used := maestro_price_of(v_held.input_nanos, v_held.output_nanos, v_held.call_nanos, p_tokens, 0);
    IF v_used IS NULL OR p_tokens = 'NaN' OR p_tokens < 0 OR v_used > v_held.amount THEN
      v_flags := '{impossible}';
    ELSE
      v_charge := v_used;
    END IF;
  END IF;

  DELETE FROM maestro_reservations r WHERE r.tenant_id = p_tenant AND r.run_id = p_call AND r.n = 0 AND r.token = 0;
  UPDATE maestro_budgets b SET reserved = b.reserved - v_held.amount, spent = b.spent + v_charge
  WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts);
  IF p_kind <> 'nothing' THEN
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT p_tenant, p_call, 0, 0, 'settled', clock_timestamp() + (SELECT shift FROM maestro_clock), 1, NULL, v_held.node,
           v_held.handler, v_held.model, v_held.price_version, v_held.input_nanos, v_held.output_nanos, v_held.call_nanos, p_usage,
           v_charge, v_flags, coalesce(array_agg(b.id ORDER BY b.id), '{}'), coalesce(array_agg(b.period_start ORDER BY b.id), '{}')
    FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.id = ANY (v_held.accounts);
  END IF;
  IF v_charge < v_held.amount THEN
    RETURN QUERY SELECT 'budget/' || a.id FROM unnest(v_held.accounts) AS a (id)
    WHERE EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = p_tenant AND w.key = 'budget/' || a.id OFFSET 0);
  END IF;
END $$;
