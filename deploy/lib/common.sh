# shellcheck shell=bash
# What every script of this folder shares: the names of the parts, how to speak to the operator, the settings kept in
# a home folder, free ports. A script that sources this sets `home` before it uses a setting; `free_port` needs none.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
with_database=(directory events jobs-board newsletter notifications)
products=("${with_database[@]}" gateway)
servers=(postgres epmd rabbitmq mail-sink)

say() {
    printf '%s\n' "$*"
}

# What is being done, with the seconds since the script began.
step() {
    printf '[%4ss] %s\n' "$SECONDS" "$*"
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# is_one_of WORD LIST…
is_one_of() {
    local word=$1 each
    shift
    for each; do
        [[ $each != "$word" ]] || return 0
    done
    return 1
}

# The services and servers that the command line names: all of them without an argument.
chosen() {
    if [[ $# -eq 0 ]]; then
        printf '%s\n' "${servers[@]}" "${products[@]}"
    elif is_one_of "$1" "${servers[@]}" "${products[@]}"; then
        printf '%s\n' "$1"
    else
        die "there is no '$1': name one of ${products[*]} ${servers[*]}"
    fi
}

# jobs-board → jobs_board, as PostgreSQL names it; → JOBS_BOARD, as settings do.
database_of() {
    printf '%s' "${1//-/_}"
}

prefix_of() {
    local name=${1//-/_}
    printf 'MAILLAGE_%s' "${name^^}"
}

# setting NAME [COMMAND…]: the value kept under this name; the first time, what COMMAND prints.
setting() {
    local name=$1 value
    shift
    if [[ ! -s $home/settings/$name ]]; then
        [[ $# -gt 0 ]] || die "no setting '$name' in $home/settings: run deploy/up first"
        value=$("$@")
        keep "$name" "$value"
    fi
    cat "$home/settings/$name"
}

# keep NAME VALUE: what `setting` answers from now on.
keep() {
    install -d -m 700 "$home/settings"
    (umask 077 && printf '%s\n' "$2" >"$home/settings/.$1.new")
    mv "$home/settings/.$1.new" "$home/settings/$1"
}

random_secret() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# A port that nobody listens on and no other setting of this home holds, below those the kernel lends to clients.
free_port() {
    local port
    while true; do
        port=$((20000 + SRANDOM % 12000))
        if port_is_free 0.0.0.0 "$port" && ! grep -qxh "$port" "${home:-}"/settings/*_port 2>/dev/null; then
            printf '%s' "$port"
            return
        fi
    done
}

# port_is_free ADDRESS PORT: perl, because it is on every Debian before anything is installed.
port_is_free() {
    perl -MIO::Socket::INET -e '
        exit !IO::Socket::INET->new(Listen => 1, LocalAddr => $ARGV[0], LocalPort => $ARGV[1], ReuseAddr => 1)' "$@"
}

port_answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# as USER COMMAND…: replaces the calling process, so that a supervisor sees COMMAND itself.
as() {
    local user=$1 group
    shift
    group=$(id -gn "$user")
    exec setpriv --reuid="$user" --regid="$group" --init-groups -- "$@"
}

# wait_until SECONDS COMMAND…: fails when COMMAND does not succeed within that time.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.2
    done
}

check_machine() {
    [[ $(id -u) -eq 0 ]] || die "run this as root: it installs packages and starts servers under their own users"
    [[ $(. /etc/os-release && echo "$ID $VERSION_ID") == "debian 12" ]] || die "this is written for Debian 12"
    command -v swift >/dev/null || die "no 'swift' in PATH: install Swift 6.3 (https://www.swift.org/install/linux)"
}
