-- Undoes 0031_tools.
DROP TABLE maestro_toolsets;
