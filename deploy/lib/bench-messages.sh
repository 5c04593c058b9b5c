# shellcheck shell=bash
# What `deploy/bench` measures of events between services. The script that sources this knows `work`, `places`,
# `waiting` and `benchmarks`.

# From the commit in the directory to the commit of the effect in `events`. What the same rows cost pgbench, in as many
# transactions, and what bare publishing takes, is the reference: the smaller rate of the two.
changes() {
    note "changes from one service to another: $places places"
    local name
    for name in jobs-board newsletter notifications gateway; do quietly "$repository/deploy/down" "$name"; done
    rate=$(import_and_hear bench "$places")
    # The directory compares new places with each other for a while: what follows is measured after that.
    wait_until 900 nothing_waits_to_be_compared || die "the directory does not end its search for duplicates"
    copy_of_tables
    reference=$(printf '%s\n' "$(pgbench_rate change 4)" "$("$benchmarks" bare-publishing)" | sort -g | head -n 1)
    note "  the reference is the smaller of pgbench and bare publishing: $reference a second"
    report changes_a_second "$rate" "$reference"
}

# The same with two instances of either service: one relay leads and one consumer is active, so it may not cost.
changes_two_instances() {
    note "the same with two instances of each service"
    local name second=()
    for name in directory events; do
        (
            export "$(prefix_of "$name")_OPS_PORT=0"
            exec "$MAILLAGE_HOME/bin/$name" serve
        ) >>"$work/log" 2>&1 &
        second+=("$!")
    done
    sleep 3
    report changes_a_second_two_instances "$(import_and_hear two "$places")" "$reference"
    kill "${second[@]}"
    wait "${second[@]}" || true
}

# Events that waited for a consumer, by the rate at which it takes them when it is back; beside it what its rows alone
# cost pgbench.
catch_up() {
    note "catching up: $waiting events wait"
    local start
    quietly "$repository/deploy/down" events
    import_places waiting "$waiting"
    wait_until 900 nothing_waits_to_be_told || die "the directory does not tell its events"
    known=$(received)
    start=$(now)
    quietly "$repository/deploy/up" events
    # From the first on: starting is not catching up.
    wait_until 60 received_more_than "$known" || die "events does not begin"
    start=$(now)
    local first
    first=$(received)
    wait_until 900 received_more_than $((known + waiting - 1)) || die "events does not catch up"
    report catch_up_a_second "$(awk -v n="$((known + waiting - first))" -v s="$(since "$start")" 'BEGIN {print n / s}')" \
        "$(pgbench_rate effect 4)"
}

# From commit to commit at a tenth of the rate that `changes` found, by PostgreSQL's own times of commits; beside it what
# a confirm and the commit of the effect take alone, few and one at a time, while the same traffic runs: both meet the
# same busy machine. What they take on an idle one is noted.
latency() {
    note "latency from a commit to its effect"
    local slow taken share traffic
    sql -d "$(admin_url)/postgres" -c 'ALTER SYSTEM SET track_commit_timestamp = on'
    quietly "$repository/deploy/restart" postgres
    for name in directory events gateway; do quietly "$repository/deploy/up" "$name"; done
    slow=$(awk -v r="$rate" 'BEGIN {printf "%d", r / 10}')
    # Connections, prepared statements and caches are warm after this; what it wrote is not counted.
    quietly "$benchmarks" steady-writes --rate "$slow" --seconds 5
    sleep 1
    warm=$(now)
    taken=$("$benchmarks" steady-writes --rate "$slow" --seconds 20)
    note "  $slow a second, $taken taken"
    wait_until 60 nothing_waits_to_be_told || die "the directory does not tell its events"
    sleep 1
    join <(commits directory id places) <(commits events place_id known_places) |
        awk '{print ($3 - $2) * 1000}' | sort -g >"$work/latency"
    [[ $(wc -l <"$work/latency") -ge $taken ]] || die "not all places became known to events"
    bare_steps alone
    "$benchmarks" steady-writes --rate "$slow" --seconds 22 >>"$work/log" &
    traffic=$!
    sleep 1
    bare_steps beside
    wait "$traffic" || die "the traffic beside the bare steps failed"
    for share in 50 99; do
        note "  percentile $share of the bare steps on an idle machine: $(sum_of_steps $share alone) ms"
        report "latency_p${share}_ms" "$(percentile $share latency)" "$(sum_of_steps $share beside)"
    done
}

# bare_steps NAME: confirms and effects for twenty seconds, about 45 of each a second.
bare_steps() {
    "$benchmarks" bare-confirms --count 900 --pause 20 | sort -g >"$work/confirms_$1" &
    local confirms=$!
    quietly pgbench -n -c 1 -T 20 -R 45 -M prepared -l --log-prefix="$work/effect_$1" -f "$work/effect.sql" "$scratch"
    wait "$confirms" || die "the broker refuses bare confirms"
    # From its start on: when it was due has to do with the step before.
    awk '{print ($3 - $7) / 1000}' "$work/effect_$1".[0-9]* | sort -g >"$work/effects_$1"
}

# sum_of_steps SHARE NAME
sum_of_steps() {
    awk -v a="$(percentile "$1" "confirms_$2")" -v b="$(percentile "$1" "effects_$2")" 'BEGIN {print a + b}'
}

# commits SERVICE ID TABLE: when each regular place was committed there.
commits() {
    local url
    url=$(prefix_of "$1")_DATABASE_URL
    sql -F ' ' -d "$(address "${!url}")" -c "SELECT $2, extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM $3
        WHERE name LIKE 'Lieu régulier %' AND pg_xact_commit_timestamp(xmin) > to_timestamp($warm)" | LC_ALL=C sort
}

# percentile SHARE FILE: of sorted numbers.
percentile() {
    awk -v share="$1" '{line[NR] = $1} END {print line[int((NR - 1) * share / 100) + 1]}' "$work/$2"
}

# import_and_hear SOURCE COUNT: prints how many a second were imported, told, heard and applied.
import_and_hear() {
    local start known
    known=$(received)
    start=$(now)
    import_places "$1" "$2"
    note "  imported after $(since "$start") s"
    wait_until 900 received_more_than $((known + $2 - 1)) || die "not all places became known to events"
    awk -v n="$2" -v s="$(since "$start")" 'BEGIN {print n / s}'
}

# import_places SOURCE COUNT: so many invented places, as a network would import them.
import_places() {
    {
        echo 'id,nom,cp,ville,insee,lat,lon'
        awk -v n="$2" 'BEGIN {for (i = 1; i <= n; i++)
            printf "%d,Lieu numéro %d,21%03d,Commune %d,21%03d,%.5f,%.5f\n",
                i, i, i % 700, i % 700, i % 700, 47 + i % 1000 / 1000, 5 + i % 777 / 777}'
    } >"$work/places.csv"
    cat >"$work/places.json" <<END
{"source": "$1", "format": "csv", "delimiter": ",", "encoding": "utf-8", "key": ["id"],
 "fields": {"name": "nom", "state": {"constant": "active"}, "kinds": {"constant": "coworking"}, "postcode": "cp",
            "commune": "ville", "commune_code": "insee", "latitude": "lat", "longitude": "lon"}}
END
    quietly directory import places "$work/places.csv" --mapping "$work/places.json"
}

received() {
    sql -d "$(address "$MAILLAGE_EVENTS_DATABASE_URL")" -c 'SELECT count(*) FROM inbox'
}

received_more_than() {
    [[ $(received) -gt $1 ]]
}

nothing_waits_to_be_told() {
    [[ $(sql -d "$(address "$MAILLAGE_DIRECTORY_DATABASE_URL")" \
        -c 'SELECT count(*) FROM outbox WHERE published_at IS NULL') -eq 0 ]]
}

nothing_waits_to_be_compared() {
    [[ $(sql -d "$(address "$MAILLAGE_DIRECTORY_DATABASE_URL")" -c 'SELECT count(*) FROM duplicate_searches') -eq 0 ]]
}

# pgbench_rate FILE CLIENTS: transactions a second.
pgbench_rate() {
    pgbench -n -c "$2" -j 2 -T 8 -M prepared -f "$work/$1.sql" "$scratch" 2>>"$work/log" |
        sed -n 's/^tps = \([0-9.]*\) .*/\1/p'
}

# The tables that one change touches on both sides, in a database of their own, and one change as SQL.
copy_of_tables() {
    local admin
    admin=$(admin_url)
    sql -d "$admin/postgres" -c 'CREATE DATABASE scratch'
    scratch=$admin/scratch
    sql -d "$scratch" -c 'CREATE SCHEMA extensions; CREATE EXTENSION postgis SCHEMA extensions;
        CREATE EXTENSION unaccent SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions;
        ALTER DATABASE scratch SET search_path = public, extensions'
    pg_dump -s -O -x -n public "$admin/directory" | grep -v '^CREATE SCHEMA public' | quietly sql -d "$scratch"
    pg_dump -s -O -x -t known_places "$admin/events" | quietly sql -d "$scratch"
    cat >"$work/effect.sql" <<'END'
\set n random(1, 1000000000)
BEGIN;
INSERT INTO inbox (consumer, event_id) VALUES ('events.places', gen_random_uuid());
INSERT INTO agg_cursor (consumer, agg_type, agg_id, version) VALUES ('events.places', 'place', gen_random_uuid(), 1);
INSERT INTO known_places (place_id, version, name, state, postcode, commune, commune_code, departement_code, region_code, latitude, longitude)
    VALUES (gen_random_uuid(), 1, 'Lieu numéro ' || :n, 'active', '21000', 'Dijon', '21231', '21', '27', 47.32, 5.04);
COMMIT;
END
    cat - "$work/effect.sql" >"$work/change.sql" <<'END'
\set n random(1, 1000000000)
BEGIN;
INSERT INTO places (id, version, name, state, kinds, postcode, commune, commune_code, departement_code, region_code, position, created_at, updated_at)
    VALUES (gen_random_uuid(), 1, 'Lieu numéro ' || :n, 'active', '{coworking}', '21000', 'Dijon', '21231', '21', '27',
        ST_SetSRID(ST_MakePoint(5.04, 47.32), 4326)::geography, now(), now());
INSERT INTO outbox (event_id, agg_type, agg_id, agg_version, type, exchange, routing_key, correlation_id, envelope)
    VALUES (gen_random_uuid(), 'place', gen_random_uuid(), 1, 'directory.place.published.v1', 'ev.directory',
        'directory.place.published.v1.s1', 'x', decode(repeat('78', 900), 'hex'));
COMMIT;
END
}

admin_url() {
    printf 'postgresql://postgres@127.0.0.1:%s' "$(cat "$MAILLAGE_HOME/settings/postgres_port")"
}
