-- Undoes 0030_collections. The extensions stay: somebody else may use them by now.
DROP TABLE maestro_collection_spellings;
DROP TABLE maestro_collection_words;
DROP TABLE maestro_chunk_terms;
DROP TABLE maestro_chunks;
DROP TABLE maestro_document_facets;
DROP TABLE maestro_documents;
DROP TABLE maestro_collections;
DROP FUNCTION maestro_search_word_v1();
DROP FUNCTION maestro_search_v1();
DROP FUNCTION maestro_chunk_terms_v1(text, text, text);
