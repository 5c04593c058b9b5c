-- One service's database, its two roles and its extensions. Run by a superuser with psql, and as often as one likes:
--
--     MAILLAGE_DATABASE=jobs_board MAILLAGE_OWNER_PASSWORD=… MAILLAGE_APP_PASSWORD=… \
--         psql -X -v ON_ERROR_STOP=1 -d postgres -f setup.sql
--
-- <database>_owner migrates; <database>_app reads and writes rows, and cannot connect to any other database.
-- Passwords come by the environment: arguments can be read by everybody on the machine.

\getenv name MAILLAGE_DATABASE
\getenv owner_password MAILLAGE_OWNER_PASSWORD
\getenv app_password MAILLAGE_APP_PASSWORD
\set owner :name _owner
\set app :name _app

-- A statement that fails is not logged with the password in it.
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY[:'owner', :'app']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"app" PASSWORD :'app_password';

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1, :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app";
ALTER DATABASE :"name" SET search_path = public, extensions;

\connect :"name"

CREATE SCHEMA IF NOT EXISTS extensions;
GRANT USAGE ON SCHEMA extensions TO :"owner", :"app";
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
-- Only places are searched by distance.
SELECT 'CREATE EXTENSION IF NOT EXISTS postgis SCHEMA extensions' WHERE :'name' = 'directory' \gexec

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO :"app";
