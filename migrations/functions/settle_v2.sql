-- Purpose   Turns what attempts had reserved into what they cost, in the transaction that writes their ends. Without a
--           reservation there was none, or it is settled: a repeat is harmless, and late usage may only lower an assumption.
-- Params    One element an attempt. p_kind: what is known of its usage.
--           fixed    it ended well, and its worst case is its price
--           amount   p_amount micro-dollars
--           tokens   p_in and p_out tokens in p_calls calls, at the price that the reservation pinned
--           nothing  it provably sent nothing: free
--           unknown  it died, was stopped or failed underway: the worst case is assumed
--           What is negative, no number or above the worst case is impossible, and settles at the worst case, too.
-- Result    the accounts that have more to give than before, and for which somebody waits
-- Locks     reservations by (tenant, run, n), then accounts by id; costs of runs by (tenant, run).
-- Index     primary keys, maestro_waits_key.
CREATE FUNCTION maestro_settle_v2(
  p_tenant uuid[], p_run uuid[], p_n int[], p_token bigint[], p_kind text[], p_amount numeric[], p_in numeric[], p_out numeric[],
  p_calls int[], p_usage jsonb[])
RETURNS TABLE (tenant_id uuid, key text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_tenants uuid[];
  v_accounts uuid[];
BEGIN
  PERFORM 1 FROM maestro_reservations r
  JOIN unnest(p_tenant, p_run, p_n, p_token) AS o (tenant_id, run_id, n, token)
    ON r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
  ORDER BY r.tenant_id, r.run_id, r.n
  FOR UPDATE OF r;

  -- Of what is reserved, and of what was assumed and may be lowered.
  SELECT array_agg(x.tenant_id ORDER BY x.id), array_agg(x.id ORDER BY x.id) INTO v_tenants, v_accounts
  FROM (SELECT DISTINCT o.tenant_id, a.id
  FROM unnest(p_tenant, p_run, p_n, p_token) AS o (tenant_id, run_id, n, token)
  CROSS JOIN LATERAL (
    SELECT unnest(r.accounts) AS id FROM maestro_reservations r
    WHERE r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
    UNION ALL
    SELECT unnest(e.accounts) FROM maestro_cost_entries e
    WHERE e.tenant_id = o.tenant_id AND e.run_id = o.run_id AND e.n = o.n AND e.token = o.token AND 'assumed' = ANY (e.flags)
  ) a) x;
  -- Each by its key: a list of keys is compared with every account of the tenants while the planner takes these for few.
  FOR i IN 1 .. coalesce(cardinality(v_accounts), 0) LOOP
    PERFORM 1 FROM maestro_budgets b WHERE b.tenant_id = v_tenants[i] AND b.id = v_accounts[i] FOR NO KEY UPDATE;
  END LOOP;
  v_now := clock_timestamp() + (SELECT shift FROM maestro_clock);

  RETURN QUERY
  WITH asked AS (
    SELECT o.* FROM unnest(p_tenant, p_run, p_n, p_token, p_kind, p_amount, p_in, p_out, p_calls, p_usage)
      AS o (tenant_id, run_id, n, token, kind, amount, tokens_in, tokens_out, calls, usage)
  ), ended AS (
    DELETE FROM maestro_reservations r USING asked o
    WHERE r.tenant_id = o.tenant_id AND r.run_id = o.run_id AND r.n = o.n AND r.token = o.token
    RETURNING r.*, o.usage,
              -- Tokens of a model without a price say nothing about money.
              CASE WHEN o.kind = 'tokens' AND r.input_nanos IS NULL THEN 'unknown' ELSE o.kind END AS kind,
              CASE o.kind WHEN 'amount' THEN ceil(o.amount)
                          WHEN 'tokens' THEN maestro_price_of(r.input_nanos, r.output_nanos, r.call_nanos * o.calls, o.tokens_in, o.tokens_out)
              END AS used,
              CASE WHEN o.kind = 'amount' THEN o.amount < 0 OR o.amount = 'NaN' ELSE o.tokens_in < 0 OR o.tokens_out < 0 OR o.calls < 1 END AS odd
  ), charged AS (
    SELECT e.*, 'settled' AS entry,
           CASE WHEN e.kind = 'nothing' THEN 0
                WHEN e.kind IN ('fixed', 'unknown') OR x.impossible THEN e.amount ELSE e.used::bigint END AS charge,
           CASE WHEN e.kind = 'unknown' THEN '{assumed}'::text[] WHEN x.impossible THEN '{impossible}' ELSE '{}' END AS flags
    FROM ended e, LATERAL (SELECT e.kind IN ('amount', 'tokens')
                                    AND (e.used IS NULL OR coalesce(e.odd, true) OR e.used > e.amount) AS impossible) x
  ), late AS (
    -- Proven later than settled: only an assumption can be lowered, once, and never raised.
    SELECT e.*, o.usage AS proof, x.used
    FROM asked o
    CROSS JOIN LATERAL (SELECT * FROM maestro_cost_entries e
                        WHERE e.tenant_id = o.tenant_id AND e.run_id = o.run_id AND e.n = o.n AND e.token = o.token
                          AND e.entry = 'settled' AND 'assumed' = ANY (e.flags) OFFSET 0) e
    CROSS JOIN LATERAL (SELECT CASE o.kind WHEN 'nothing' THEN 0 WHEN 'amount' THEN ceil(o.amount)
                          WHEN 'tokens' THEN maestro_price_of(e.input_nanos, e.output_nanos, e.call_nanos * o.calls, o.tokens_in, o.tokens_out)
                        END AS used) x
    WHERE x.used >= 0 AND x.used < e.amount AND (o.tokens_in IS NULL OR o.tokens_in >= 0) AND (o.tokens_out IS NULL OR o.tokens_out >= 0)
      AND (o.calls IS NULL OR o.calls > 0)
  ), lowered AS (
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT l.tenant_id, l.run_id, l.n, l.token, 'adjusted', v_now, l.attempt, l.template_id, l.node, l.handler, l.model,
           l.price_version, l.input_nanos, l.output_nanos, l.call_nanos, l.proof, l.used::bigint - l.amount, '{adjusted}',
           l.accounts, l.periods
    FROM late l
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, run_id, amount, accounts, periods
  ), net AS (
    SELECT x.tenant_id, x.id, sum(x.reserved)::bigint AS reserved, sum(x.spent)::bigint AS spent
    FROM (SELECT c.tenant_id, unnest(c.accounts) AS id, c.amount AS reserved, c.charge AS spent FROM charged c
          UNION ALL
          -- What was assumed in a period that is over is not given back to this one.
          SELECT l.tenant_id, a.id, 0, l.amount FROM lowered l, unnest(l.accounts, l.periods) AS a (id, period)
          CROSS JOIN LATERAL (SELECT FROM maestro_budgets b
                              WHERE b.tenant_id = l.tenant_id AND b.id = a.id AND b.period_start = a.period OFFSET 0) b) x
    GROUP BY 1, 2
  ), settled AS (
    UPDATE maestro_budgets b SET reserved = b.reserved - s.reserved, spent = b.spent + s.spent
    -- They are locked: where each stands does not change.
    FROM net s
    CROSS JOIN LATERAL (SELECT o.ctid AS place FROM maestro_budgets o WHERE o.tenant_id = s.tenant_id AND o.id = s.id OFFSET 0) k
    WHERE b.ctid = k.place
    RETURNING b.tenant_id, b.id, s.reserved > s.spent AS freed
  ), written AS (
    INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model,
                                      price_version, input_nanos, output_nanos, call_nanos, usage, amount, flags, accounts, periods)
    SELECT c.tenant_id, c.run_id, c.n, c.token, c.entry, v_now, c.attempt, c.template_id, c.node, c.handler, c.model,
           c.price_version, c.input_nanos, c.output_nanos, c.call_nanos, c.usage, c.charge, c.flags, p.ids, p.periods
    FROM charged c
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(b.id ORDER BY b.id), '{}') AS ids,
                               coalesce(array_agg(b.period_start ORDER BY b.id), '{}') AS periods
                        FROM unnest(c.accounts) AS a (id)
                        CROSS JOIN LATERAL (SELECT b.id, b.period_start FROM maestro_budgets b
                                            WHERE b.tenant_id = c.tenant_id AND b.id = a.id OFFSET 0) b) p
    WHERE c.kind <> 'nothing'
  ), summed AS (
    INSERT INTO maestro_run_costs AS m (tenant_id, run_id, amount)
    SELECT x.tenant_id, x.run_id, sum(x.amount)
    FROM (SELECT c.tenant_id, c.run_id, c.charge AS amount FROM charged c WHERE c.kind <> 'nothing'
          UNION ALL SELECT l.tenant_id, l.run_id, l.amount FROM lowered l) x
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (tenant_id, run_id) DO UPDATE SET amount = m.amount + excluded.amount
  )
  SELECT s.tenant_id, 'budget/' || s.id FROM settled s
  WHERE s.freed AND EXISTS (SELECT FROM maestro_waits w WHERE w.tenant_id = s.tenant_id AND w.key = 'budget/' || s.id OFFSET 0);
END $$;
