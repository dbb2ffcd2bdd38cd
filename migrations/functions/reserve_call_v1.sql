-- Purpose   Sets aside what a call of the API may cost at worst, on every account of the tenant, before anything is sent. Nobody
--           parks here: what the money does not reach for is refused.
-- Params    p_call: an id that is new; p_node: what it is for; p_tokens: that many are read at most
-- Result    granted   send; maestro_settle_call_v1 ends it
--           stopped   the kill switch is on
--           unpriced  the model has no price
--           short     the money does not reach; detail: the account
-- Locks     the accounts of the tenant by id.
-- Index     maestro_budgets_scope, the keys of prices.
CREATE FUNCTION maestro_reserve_call_v1(p_tenant uuid, p_call uuid, p_node text, p_handler text, p_model text, p_tokens bigint)
RETURNS TABLE (kind text, amount bigint, detail jsonb)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_price record;
  v_amount bigint;
  v_account record;
  v_ids uuid[] := '{}';
BEGIN
  IF EXISTS (SELECT FROM maestro_tenants t WHERE t.id = p_tenant AND t.spending <> 'on') THEN
    RETURN QUERY SELECT 'stopped', NULL::bigint, NULL::jsonb;
    RETURN;
  END IF;
  SELECT p.version, p.input_nanos, p.output_nanos, p.call_nanos INTO v_price FROM (
    SELECT 0 AS rank, o.* FROM maestro_prices o WHERE o.tenant_id = p_tenant AND o.model = p_model
    UNION ALL
    SELECT 1, p_tenant, d.* FROM maestro_default_prices d WHERE d.model = p_model) p
  ORDER BY p.rank, p.version DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'unpriced', NULL::bigint, NULL::jsonb;
    RETURN;
  END IF;
  v_amount := maestro_price_of(v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, p_tokens, 0);

  PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = p_tenant AND b.subject = p_tenant ORDER BY b.id FOR NO KEY UPDATE;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);
  UPDATE maestro_budgets b SET spent = 0, period_start = p.starts, period_end = p.ends
  FROM maestro_budgets o CROSS JOIN LATERAL maestro_period(o.period, o.timezone, v_now) p
  WHERE o.tenant_id = p_tenant AND o.subject = p_tenant AND o.period_end <= v_now
    AND b.tenant_id = o.tenant_id AND b.id = o.id;
  FOR v_account IN
    SELECT b.id, b.cap, b.spent, b.reserved, b.period, b.period_end FROM maestro_budgets b
    WHERE b.tenant_id = p_tenant AND b.subject = p_tenant ORDER BY b.id
  LOOP
    v_ids := v_ids || v_account.id;
    IF v_amount > v_account.cap - v_account.spent - v_account.reserved THEN
      RETURN QUERY SELECT 'short', v_amount, jsonb_build_object(
        'budget', v_account.id, 'period', v_account.period, 'cap', v_account.cap, 'spent', v_account.spent,
        'reserved', v_account.reserved, 'resets_at', nullif(v_account.period_end, 'infinity'));
      RETURN;
    END IF;
  END LOOP;
  UPDATE maestro_budgets b SET reserved = b.reserved + v_amount WHERE b.tenant_id = p_tenant AND b.id = ANY (v_ids);
  INSERT INTO maestro_reservations (tenant_id, run_id, n, token, attempt, template_id, node, handler, model, price_version,
                                    input_nanos, output_nanos, call_nanos, amount, accounts, at)
  VALUES (p_tenant, p_call, 0, 0, 1, NULL, p_node, p_handler, p_model, v_price.version,
          v_price.input_nanos, v_price.output_nanos, v_price.call_nanos, v_amount, v_ids, v_now);
  RETURN QUERY SELECT 'granted', v_amount, NULL::jsonb;
END $$;
