# shellcheck shell=bash
# The six services and the mail sink under supervision, and whether each is ready.

make_mail_sink() {
    install -d -m 755 "$home/bin"
    write_script "$home/bin/mail-sink" <"$repository/deploy/lib/mail-sink"
    install -d -o nobody -g nogroup -m 755 "$home/mail"
    make_supervised mail-sink <<END
#!/bin/sh
exec 2>&1
exec setpriv --reuid=nobody --regid=nogroup --clear-groups -- \\
    /usr/bin/python3 $(printf %q "$home/bin/mail-sink") $(setting mail_port free_port) $(printf %q "$home/mail")
END
}

# A service notes its process in HOME/env each time it starts, also when the supervisor started it after a crash.
make_service() {
    local service=$1 privilege=''
    if [[ $service == gateway && $(setting gateway_port) -lt 1024 ]]; then
        privilege='--inh-caps=+net_bind_service --ambient-caps=+net_bind_service'
    fi
    make_supervised "$service" <<END
#!/bin/bash
exec 2>&1
set -eu
umask 077
cd $(printf %q "$home")
. settings/$service.env
exec 8>settings/env.lock
flock 8
{ grep -v '^export $(prefix_of "$service")_PID=' env || true; echo "export $(prefix_of "$service")_PID=\$\$"; } >env.new
mv env.new env
exec 8>&-
exec setpriv --reuid=nobody --regid=nogroup --clear-groups $privilege -- $(printf %q "$home/bin/$service") serve
END
}

# run_product SERVICE ARGUMENT…: a command of a service with all settings of this installation.
run_product() {
    (. "$home/env" && exec "$home/bin/$1" "${@:2}")
}

# Up, and able to do its work.
is_ready() {
    pid_of "$1" >/dev/null || return 1
    case $1 in
        postgres) postgres_is_ready ;;
        epmd) port_answers "$(setting epmd_port)" ;;
        rabbitmq) port_answers "$(setting broker_port)" ;;
        mail-sink) port_answers "$(setting mail_port)" ;;
        *) curl -fs -o /dev/null --max-time 2 --noproxy '*' "$(ops_url "$1")/ready" ;;
    esac
}

wait_ready() {
    wait_until "$2" is_ready "$1" && return
    printf '%s\n' "--- the last lines of $home/log/$1/current" >&2
    tail -n 25 "$home/log/$1/current" >&2 || true
    die "$1 is not ready after $2 seconds"
}

# Whether a process runs with something else than what is installed now.
is_outdated() {
    local pid
    pid=$(pid_of "$1") || return 1
    [[ $(readlink "/proc/$pid/exe") == *' (deleted)' || $home/settings/$1.env -nt $home/service/$1/supervise/pid ||
        $home/service/$1/run -nt $home/service/$1/supervise/pid ]]
}
