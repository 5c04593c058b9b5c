# shellcheck shell=bash
# Everything that runs, runs under one `runsvdir` of the home folder: HOME/service/NAME holds its run script, and
# HOME/log/NAME/current what it says. Nothing starts before `start` asks for it.

# supervised NAME: the folder whose `run` the caller writes next. A run script's output is its log.
make_supervised() {
    local name=$1 folder=$home/service/$1 log=$home/log/$1
    install -d -m 755 "$home/service" "$home/log"
    install -d -m 700 "$log"
    install -d "$folder" "$folder/log" "$folder/control"
    touch "$folder/down"
    # Ten files of a megabyte each.
    printf 's1000000\nn10\n' >"$log/config"
    write_script "$folder/log/run" <<END
#!/bin/sh
exec svlogd $(printf %q "$log")
END
    write_script "$folder/run"
}

# Writes an executable from what it reads, at once as a whole, and only when it differs.
write_script() {
    cat >"$1.new"
    chmod 755 "$1.new"
    if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

supervisor_pid() {
    local pid
    read -r pid 2>/dev/null <"$home/service.pid" || return 1
    # A number that outlived its process may belong to another one by now.
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "runsvdir -P $home/service" || return 1
    printf '%s' "$pid"
}

start_supervisor() {
    if ! supervisor_pid >/dev/null; then
        # A clean environment: no service inherits what the operator's shell exports. Its own session: Ctrl-C in the
        # operator's terminal does not reach it. Descriptors 3 and 9 are those of the command that starts it.
        # shellcheck disable=SC2094
        env -i PATH="/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8 \
            setsid runsvdir -P "$home/service" </dev/null >>"$home/log/runsvdir" 2>&1 3>&- 9>&- &
        printf '%s\n' "$!" >"$home/service.pid"
        disown
    fi
    local folder
    for folder in "$home"/service/*/; do
        wait_until 20 is_supervised "$folder" || die "$folder is not supervised: see $home/log/runsvdir"
    done
}

# The process of a supervised NAME; fails when there is none.
pid_of() {
    local pid
    read -r pid 2>/dev/null <"$home/service/$1/supervise/pid" && [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null &&
        printf '%s' "$pid"
}

is_supervised() {
    sv status "$1" >/dev/null
}

start() {
    sv up "$home/service/$1" >/dev/null || die "$1 is not supervised: use deploy/up"
}

# stop NAME…: all at once. A service needs 25 seconds at most to end in good order.
stop() {
    stop_with force-stop "$@"
}

stop_with() {
    local folders=() name
    for name in "${@:2}"; do
        ! is_supervised "$home/service/$name" || folders+=("$home/service/$name")
    done
    [[ ${#folders[@]} -eq 0 ]] || sv -w 30 "$1" "${folders[@]}" >/dev/null || true
}

# stop_supervisor GROUP…: ends the supervisor and the groups (names in one argument) one after the other. Ends only
# what this home started.
stop_supervisor() {
    local pid group
    if pid=$(supervisor_pid); then
        # TERM leaves its children alone, so that they can be stopped in order.
        kill "$pid" 2>/dev/null || true
        wait_until 10 process_ended "$pid" || true
    fi
    for group; do
        # shellcheck disable=SC2086
        stop_with force-shutdown $group
    done
    rm -f "$home/service.pid"
}

# One that ended but was not collected by its parent has no command line.
process_ended() {
    ! grep -q . "/proc/$1/cmdline" 2>/dev/null
}
