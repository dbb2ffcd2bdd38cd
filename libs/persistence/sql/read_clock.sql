-- Purpose   What time it is where all times are kept: in the database.
SELECT maestro_now() AS now
