#!/bin/sh
# Runs once, when a cluster is new: the service's own role, which is no superuser, and its database.
set -eu
psql -v ON_ERROR_STOP=1 -v service="$SERVICE" -v password="$(cat /run/secrets/role_password)" -U postgres -d postgres <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE :"service" FROM PUBLIC;
SQL
