-- Undoes 0029_agents.
SELECT 1;
