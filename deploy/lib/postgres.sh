# shellcheck shell=bash
# A PostgreSQL cluster of its own in HOME/postgres: loopback only, passwords only, no Unix socket.

postgres_programs=/usr/lib/postgresql/15/bin

# make_postgres [LINE…]: creates the cluster when there is none; LINEs are added to its configuration then.
make_postgres() {
    local data=$home/postgres port
    port=$(setting postgres_port free_port)
    setting postgres_password random_secret >/dev/null
    if [[ ! -s $data/PG_VERSION ]]; then
        rm -rf "$data" "$data.new"
        install -d -o postgres -g postgres -m 700 "$data.new"
        # initdb takes the password from a file that it can read; arguments can be read by everybody.
        install -o postgres -g postgres -m 600 "$home/settings/postgres_password" "$home/.initdb-password"
        (as postgres "$postgres_programs/initdb" --pgdata="$data.new" --username=postgres --auth=scram-sha-256 \
            --pwfile="$home/.initdb-password" --encoding=UTF8 --locale=C.UTF-8 --data-checksums) >/dev/null ||
            die "PostgreSQL's initdb failed"
        rm "$home/.initdb-password"
        {
            printf '%s\n' "listen_addresses = '127.0.0.1'" "port = $port" "unix_socket_directories = ''" \
                "max_connections = 200" "timezone = 'UTC'" "log_timezone = 'UTC'" "log_min_messages = warning"
            printf '%s\n' "$@"
        } >>"$data.new/postgresql.conf"
        mv "$data.new" "$data"
    fi
    make_supervised postgres <<END
#!/bin/sh
exec 2>&1
cd /
exec setpriv --reuid=postgres --regid=postgres --init-groups -- $postgres_programs/postgres -D $(printf %q "$data")
END
    # TERM would wait for every client to leave; INT ends their sessions and stops in good order.
    write_script "$home/service/postgres/control/t" <<'END'
#!/bin/sh
read -r pid <supervise/pid && kill -INT "$pid"
END
}

postgres_is_ready() {
    "$postgres_programs/pg_isready" -q -h 127.0.0.1 -p "$(setting postgres_port)"
}

# superuser_sql DATABASE: runs what it reads, as a whole or not at all.
superuser_sql() {
    PGPASSWORD=$(setting postgres_password) PGOPTIONS='-c client_min_messages=warning' \
        psql -XqAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(setting postgres_port)" -U postgres -d "$1"
}

# The database of a service with its two roles; changes nothing where they exist.
make_database() {
    local service=$1 name
    name=$(database_of "$service")
    MAILLAGE_DATABASE=$name \
        MAILLAGE_OWNER_PASSWORD=$(setting "${service}_owner_password" random_secret) \
        MAILLAGE_APP_PASSWORD=$(setting "${service}_app_password" random_secret) \
        superuser_sql postgres <"$repository/deploy/database/setup.sql" ||
        die "the database of $service could not be set up"
}

# database_url SERVICE owner|app
database_url() {
    local name
    name=$(database_of "$1")
    printf 'postgresql://%s_%s:%s@127.0.0.1:%s/%s' \
        "$name" "$2" "$(setting "${1}_${2}_password" random_secret)" "$(setting postgres_port)" "$name"
}
