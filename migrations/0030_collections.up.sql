-- Why: a question is answered from what a tenant knows, and the answer says from where. Documents are cut into passages, which
-- are found by their words, by words that are spelt much like them, and by what they mean.

-- Both come with Postgres and need no superuser: similar spellings, and the tenant in front of every word of an index.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE maestro_collections (
  tenant_id uuid NOT NULL REFERENCES maestro_tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
  -- Name of a text search configuration: how words are brought to their stems.
  language text NOT NULL CHECK (language ~ '^[a-z_]{1,63}$'),
  -- Characters of a passage at most, and how many of them the one before has, too.
  chunk_size integer NOT NULL CHECK (chunk_size BETWEEN 200 AND 8000),
  chunk_overlap integer NOT NULL CHECK (chunk_overlap BETWEEN 0 AND chunk_size / 2),
  -- `{provider, model}`; null: passages are found by their words alone.
  embedding jsonb CHECK (jsonb_typeof(embedding) = 'object'),
  -- Counted by whoever writes, who holds this row meanwhile: writers of one collection take turns.
  documents bigint NOT NULL DEFAULT 0 CHECK (documents >= 0),
  chunks bigint NOT NULL DEFAULT 0 CHECK (chunks >= 0),
  words bigint NOT NULL DEFAULT 0 CHECK (words >= 0),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  -- When somebody last changed its settings.
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
) WITH (fillfactor = 50);

CREATE TABLE maestro_documents (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  -- What whoever brought it calls it.
  id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 256),
  -- The same document of another version has another.
  no bigint GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL DEFAULT '' CHECK (length(title) <= 512),
  uri text CHECK (length(uri) <= 2048),
  metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  media_type text NOT NULL CHECK (length(media_type) <= 64),
  -- What its passages have their offsets in.
  body text NOT NULL,
  -- SHA-256 of all that was given: the same again changes nothing.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  -- SHA-256 of the settings of the collection that its passages were made by.
  settings bytea NOT NULL CHECK (length(settings) = 32),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  -- Whose words its passages were counted by: that of the collection may be another by now.
  language text NOT NULL,
  chunks integer NOT NULL CHECK (chunks >= 0),
  created_at timestamptz NOT NULL DEFAULT maestro_now(),
  updated_at timestamptz NOT NULL DEFAULT maestro_now(),
  PRIMARY KEY (tenant_id, collection_id, id),
  UNIQUE (tenant_id, no),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections (tenant_id, id) ON DELETE CASCADE
);
-- Those whose passages were made by other settings are found by what lies before and after the present ones.
CREATE INDEX maestro_documents_settings ON maestro_documents (tenant_id, collection_id, settings);

-- A value of the metadata in a row of its own: containment of JSON cannot use an index behind row-level security, equality can.
CREATE TABLE maestro_document_facets (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
  -- One of them has a value.
  text_value text COLLATE "C" CHECK (length(text_value) <= 512),
  number_value double precision,
  flag_value boolean,
  CHECK (num_nonnulls(text_value, number_value, flag_value) = 1),
  FOREIGN KEY (tenant_id, document) REFERENCES maestro_documents (tenant_id, no) ON DELETE CASCADE
);
CREATE INDEX maestro_document_facets_document ON maestro_document_facets (tenant_id, document);
CREATE INDEX maestro_document_facets_text ON maestro_document_facets (tenant_id, collection_id, key, text_value);
CREATE INDEX maestro_document_facets_number ON maestro_document_facets (tenant_id, collection_id, key, number_value);

CREATE TABLE maestro_chunks (
  tenant_id uuid NOT NULL,
  no bigint GENERATED ALWAYS AS IDENTITY,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  -- Where it stands in the body, in UTF-16 code units, as JavaScript counts: body.slice(from_offset, to_offset) = body of this.
  from_offset integer NOT NULL CHECK (from_offset >= 0),
  to_offset integer NOT NULL CHECK (to_offset > from_offset),
  body text NOT NULL,
  -- Of length one; null where the collection has no embedding.
  embedding real[],
  -- The digest of the model that made it: others do not compare.
  embedded_by bytea CHECK (length(embedded_by) = 32),
  -- The transaction that wrote it, so that a copy of the vectors can be kept up to date.
  xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  PRIMARY KEY (tenant_id, no),
  FOREIGN KEY (tenant_id, document) REFERENCES maestro_documents (tenant_id, no) ON DELETE CASCADE
);
CREATE INDEX maestro_chunks_document ON maestro_chunks (tenant_id, document);
CREATE INDEX maestro_chunks_vectors ON maestro_chunks (tenant_id, collection_id, xid) WHERE embedding IS NOT NULL;

-- The words of a passage, apart from its text: ranking reads many of these and few of those.
CREATE TABLE maestro_chunk_terms (
  tenant_id uuid NOT NULL,
  chunk bigint NOT NULL,
  collection_id uuid NOT NULL,
  document bigint NOT NULL,
  words integer NOT NULL CHECK (words >= 0),
  terms tsvector NOT NULL,
  PRIMARY KEY (tenant_id, chunk),
  FOREIGN KEY (tenant_id, chunk) REFERENCES maestro_chunks (tenant_id, no) ON DELETE CASCADE
);
ALTER TABLE maestro_chunk_terms ALTER terms SET STORAGE MAIN;
CREATE INDEX maestro_chunk_terms_document ON maestro_chunk_terms (tenant_id, document);
-- Without the list of pending entries, which every search would have to read from end to end.
CREATE INDEX maestro_chunk_terms_words ON maestro_chunk_terms USING gin (tenant_id, collection_id, terms) WITH (fastupdate = off);

-- In how many passages a word occurs: the rarer, the more it says.
CREATE TABLE maestro_collection_words (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  chunks bigint NOT NULL,
  PRIMARY KEY (tenant_id, collection_id, word),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- Words as they are written, to find the one that was meant.
CREATE TABLE maestro_collection_spellings (
  tenant_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 4 AND 40),
  PRIMARY KEY (tenant_id, collection_id, word),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES maestro_collections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maestro_collection_spellings_similar ON maestro_collection_spellings
  USING gin (tenant_id, collection_id, word gin_trgm_ops) WITH (fastupdate = off);

-- include functions/chunk_terms_v1.sql
-- include functions/search_v1.sql
-- include functions/search_word_v1.sql

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['maestro_collections', 'maestro_documents', 'maestro_document_facets', 'maestro_chunks',
                              'maestro_chunk_terms', 'maestro_collection_words', 'maestro_collection_spellings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO maestro_app
      USING (tenant_id = maestro_tenant()) WITH CHECK (tenant_id = maestro_tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO maestro_app', name);
  END LOOP;
END $$;
GRANT UPDATE (name, description, language, chunk_size, chunk_overlap, embedding, documents, chunks, words, updated_at), DELETE
  ON maestro_collections TO maestro_app;
GRANT DELETE ON maestro_documents TO maestro_app;
GRANT UPDATE (chunks), DELETE ON maestro_collection_words TO maestro_app;
GRANT DELETE ON maestro_collection_spellings TO maestro_app;

-- Behind row-level security an index serves operators that are leakproof, and those of the policies themselves. Matching of words
-- is not leakproof, so that it is a policy: what is looked for is a setting of the transaction, and a row shows where it matches.
-- These only take away from what the tenant's policy gives.
CREATE POLICY search ON maestro_chunk_terms AS RESTRICTIVE FOR SELECT TO maestro_app USING (terms @@ maestro_search_v1());
CREATE POLICY search ON maestro_collection_spellings AS RESTRICTIVE FOR SELECT TO maestro_app
  USING (word % maestro_search_word_v1());
