-- Undoes 0030_collections.
SELECT 1;
