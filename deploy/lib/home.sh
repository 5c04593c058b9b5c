# shellcheck shell=bash
# Finds the home folder, and lets one command at a time change it. For up, down, restart, status and run.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
for part in packages supervise postgres rabbitmq settings services build; do
    . "$repository/deploy/lib/$part.sh"
done
home=$(realpath -m "${MAILLAGE_HOME:-$repository/.local}")

require_home() {
    [[ -e $home/env ]] || die "nothing is installed in $home: run deploy/up first (or set MAILLAGE_HOME)"
}

lock_home() {
    exec 9>"$home/lock"
    flock -n 9 || die "another deploy command is at work in $home"
}
