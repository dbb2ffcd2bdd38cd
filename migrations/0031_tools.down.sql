-- Undoes 0031_tools.
SELECT 1;
