-- Purpose   Takes a sign-in that is under way, so that it is used once.
-- Params    $1 tenant, $2 id
-- Result    the sign-in where there is one, with whether its time is over
-- Locks     the row it deletes
-- Index     primary key
DELETE FROM maestro_sign_ins WHERE tenant_id = $1 AND id = $2
RETURNING provider, browser_hash AS "browserHash", state, nonce, verifier, return_to AS "returnTo", invite_hash AS "inviteHash",
          expires_at <= maestro_now() AS expired
