DROP TABLE maestro_agents;
DROP TABLE maestro_template_versions;
DROP TABLE maestro_templates;
