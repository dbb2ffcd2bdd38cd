-- Purpose   The words of a passage. Those of the title of its document are in each of its passages, and weigh more.
CREATE FUNCTION maestro_chunk_terms_v1(language text, title text, body text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE
RETURN setweight(to_tsvector(language::regconfig, title), 'A') || to_tsvector(language::regconfig, body);
