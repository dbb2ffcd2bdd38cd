#!/bin/sh
# Runs once, when the database is made: gives the two service roles a login. The migrations grant them their
# rights and would create them without one. Neither is a superuser, bypasses row-level security or owns a table.
set -eu
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set app="$POSTGRES_APP_PASSWORD" --set engine="$POSTGRES_ENGINE_PASSWORD" <<'SQL'
CREATE ROLE maestro_app LOGIN PASSWORD :'app';
CREATE ROLE maestro_engine LOGIN PASSWORD :'engine';
SQL
