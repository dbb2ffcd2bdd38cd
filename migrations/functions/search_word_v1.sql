-- Purpose   The word whose like the transaction looks for.
CREATE FUNCTION maestro_search_word_v1() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.search_word', true), '');
