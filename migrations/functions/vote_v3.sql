-- Purpose   Counts one person's answer to a question, and decides the question with it where that was the last needed.
-- Params    p_person: how the history names who votes. p_subject: who that is, for ever: votes and the one who asks are
--           compared by it, as names are given again. p_grants: all that makes the person eligible, such as `role:operator`, `key:deploy`.
-- Result    counted | not-found | not-eligible | self-approval | already-voted | not-pending | digest-mismatch, and the
--           status of the question after it. A question below number zero is about the start of its run.
-- Locks     the approval: votes of one question are counted one after the other.
-- Index     the primary keys.
CREATE FUNCTION maestro_vote_v3(
  p_tenant uuid, p_run uuid, p_n int, p_person text, p_subject text, p_grants text[], p_decision text, p_digest text, p_comment text)
RETURNS TABLE (answer text, status text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := clock_timestamp() + (SELECT shift FROM maestro_clock);
  v_question maestro_approvals;
  v_status text;
BEGIN
  SELECT a.* INTO v_question FROM maestro_approvals a
  WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN QUERY SELECT 'not-found', NULL; RETURN; END IF;
  v_status := v_question.status;
  IF NOT v_question.approvers && p_grants THEN RETURN QUERY SELECT 'not-eligible', v_status; RETURN; END IF;
  IF v_question.requested_subject = p_subject AND NOT v_question.self_approval THEN
    RETURN QUERY SELECT 'self-approval', v_status;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM maestro_votes v
             WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n AND v.subject = p_subject) THEN
    RETURN QUERY SELECT 'already-voted', v_status;
    RETURN;
  END IF;
  IF v_status <> 'pending' OR v_question.expires_at <= v_now OR EXISTS (
       SELECT FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
       WHERE t.tenant_id = p_tenant AND t.run_id = p_run AND t.n = p_n
         AND (t.finished_at IS NOT NULL OR r.control IN ('cancel', 'fail', 'timeout') AND t.urgent = 0))
     OR p_n < 0 AND NOT EXISTS (
       SELECT FROM maestro_runs r
       WHERE r.tenant_id = p_tenant AND r.id = p_run AND r.status = 'pending' AND r.control IN ('none', 'pause')) THEN
    RETURN QUERY SELECT 'not-pending', v_status;
    RETURN;
  END IF;
  IF v_question.digest <> p_digest THEN RETURN QUERY SELECT 'digest-mismatch', v_status; RETURN; END IF;

  INSERT INTO maestro_votes (tenant_id, run_id, n, person, subject, decision, comment, at)
  VALUES (p_tenant, p_run, p_n, p_person, p_subject, p_decision, p_comment, v_now);
  v_status := CASE
    WHEN p_decision = 'reject' THEN 'rejected'
    WHEN (SELECT count(*) FROM maestro_votes v
          WHERE v.tenant_id = p_tenant AND v.run_id = p_run AND v.n = p_n AND v.decision = 'approve') >= v_question.quorum
    THEN 'approved' ELSE 'pending' END;
  IF v_status <> 'pending' THEN
    UPDATE maestro_approvals a SET status = v_status, decided_at = v_now
    WHERE a.tenant_id = p_tenant AND a.run_id = p_run AND a.n = p_n;
  END IF;
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, data)
  VALUES (p_tenant, p_run, v_now, 'approval.vote', p_person,
          jsonb_build_object('task', p_n, 'decision', p_decision, 'status', v_status, 'comment', p_comment));
  INSERT INTO maestro_audit_entries (tenant_id, at, actor, action, subject, detail)
  VALUES (p_tenant, v_now, p_person, 'approval.voted', p_run || '/' || p_n,
          jsonb_build_object('decision', p_decision, 'status', v_status, 'digest', p_digest, 'person', p_subject));
  RETURN QUERY SELECT 'counted', v_status;
END $$;
