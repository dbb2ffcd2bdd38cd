-- Purpose   Makes whoever starts runs of a tenant that has a limit of them wait for the others, to the end of the transaction: so
--           that what they count next is what there is.
-- Params    $1 tenant
-- Result    one row
-- Locks     an advisory lock of the tenant. Whoever holds it takes no other lock but those of rows it inserts.
SELECT pg_advisory_xact_lock(hashtextextended('maestro open runs ' || $1::text, 0))
