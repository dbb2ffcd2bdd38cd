-- Purpose   After a claim whose answer was lost: it gives nothing any more, should it be on its way still.
-- Params    $1 token, $2 session
-- Locks     the session.
-- Index     the primary key. The last 200 are kept, which is more than one worker can be in doubt of at once.
UPDATE maestro_worker_sessions
SET voided = (voided || $1::bigint)[greatest(1, cardinality(voided) - 198):]
WHERE id = $2::uuid AND $1::bigint <> ALL (voided)
