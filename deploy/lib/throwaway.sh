# shellcheck shell=bash
# PostgreSQL, RabbitMQ and a mail sink for tests: in a temporary folder, on free ports, gone without a trace.

# The users of the test broker have passwords that tests can know.
broker_password() {
    if [[ $1 == admin ]]; then printf admin; else printf 'test-%s' "$1"; fi
}

# start_throwaway GATEWAY: starts them in `home`, a new folder, and exports where they are.
start_throwaway() {
    chmod 711 "$home"
    install -d -m 700 "$home/settings"
    # The data need not outlive the machine.
    make_postgres 'fsync = off' 'synchronous_commit = off' 'max_connections = 400' 'max_locks_per_transaction = 1024'
    make_rabbitmq "$1"
    make_mail_sink
    start_supervisor
    local part
    for part in "${servers[@]}"; do start "$part"; done
    for part in "${servers[@]}"; do wait_ready "$part" 60; done
    "$home/rabbitmqctl" --quiet await_startup --timeout 60 >/dev/null
    export MAILLAGE_TEST_SERVERS=$home
    MAILLAGE_TEST_POSTGRES_URL=$(printf 'postgresql://postgres:%s@127.0.0.1:%s/postgres' \
        "$(setting postgres_password)" "$(setting postgres_port)")
    MAILLAGE_TEST_AMQP_URL=$(broker_url admin)
    MAILLAGE_TEST_SMTP_URL=smtp://127.0.0.1:$(setting mail_port)
    export MAILLAGE_TEST_POSTGRES_URL MAILLAGE_TEST_AMQP_URL MAILLAGE_TEST_SMTP_URL
    export MAILLAGE_TEST_MAIL_DIR=$home/mail MAILLAGE_TEST_RABBITMQCTL=$home/rabbitmqctl
}

# Silent: nothing may follow the last line of the tests.
stop_throwaway() {
    [[ -n ${home:-} && -d $home ]] || return 0
    stop_supervisor "mail-sink rabbitmq postgres" epmd >/dev/null 2>&1 || true
    rm -rf "$home"
}
