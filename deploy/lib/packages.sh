# shellcheck shell=bash
# Installs Debian packages that are missing, and starts no service of theirs.

# What building takes, and what running takes.
build_packages=(
    git pkg-config libc6-dev libstdc++-12-dev libpq-dev librabbitmq-dev libical-dev libcmark-gfm-dev
    libcmark-gfm-extensions-dev zlib1g-dev binutils
)
server_packages=(postgresql-15 postgresql-15-postgis-3 rabbitmq-server runit python3-aiosmtpd curl jq
    libjs-leaflet libjs-leaflet.markercluster)

install_packages() {
    local missing=() package
    for package; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    step "installing ${missing[*]}"
    (
        export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
        # Debian starts what it installs unless this file says no; one that is there already is the operator's.
        if [[ ! -e /usr/sbin/policy-rc.d ]]; then
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
            printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
        fi
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
    ) || die "apt-get could not install: ${missing[*]}"
}
