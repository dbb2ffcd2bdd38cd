-- Purpose   The words that the transaction looks for. None, and what a transaction before left empty, finds nothing.
CREATE FUNCTION maestro_search_v1() RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.search', true), '')::tsquery;
