# shellcheck shell=bash
# Settings of one installation: HOME/settings/SERVICE.env for each service, and HOME/env for whoever works with all.

# What the portal of one network may differ by: MAILLAGE_GATEWAY_COLOR and so on, kept as portal_COLOR.
portal_settings=(COLOR LOGO_URL TEXTS PUBLISHER DIRECTOR HOSTING CONTACT ACCESSIBILITY TILES_URL TILES_ATTRIBUTION)

# What the operator may choose, kept for the next run: VARIABLE, its name in HOME/settings, its first value.
choose() {
    local variable=$1 name=$2 default=$3
    if [[ -n ${!variable:-} ]]; then
        [[ -s $home/settings/$name && $(setting "$name") == "${!variable}" ]] || keep "$name" "${!variable}"
    fi
    setting "$name" printf '%s' "$default" >/dev/null
}

choose_settings() {
    # A shell that read HOME/env before names the address that follows from the port of then: that is no choice.
    if [[ -s $home/settings/gateway_port && ! -s $home/settings/public_url &&
        ${MAILLAGE_PUBLIC_URL:-} == "http://localhost:$(setting gateway_port)" ]]; then
        unset MAILLAGE_PUBLIC_URL
    fi
    choose MAILLAGE_PORT gateway_port 8080
    choose MAILLAGE_GATEWAY_HOST gateway_host 0.0.0.0
    choose MAILLAGE_GATEWAY_RATE_PER_MINUTE gateway_rate 0
    choose MAILLAGE_GATEWAY_FORMS_PER_MINUTE gateway_form_rate 0
    choose MAILLAGE_DOMAIN domain maillage.localhost
    choose MAILLAGE_NETWORK_NAME network_name 'Réseau de démonstration'
    choose MAILLAGE_TIME_ZONE time_zone Europe/Paris
    [[ -z ${MAILLAGE_PUBLIC_URL:-} ]] || keep public_url "$MAILLAGE_PUBLIC_URL"
    local name variable
    for name in "${portal_settings[@]}"; do
        variable=MAILLAGE_GATEWAY_$name
        [[ -z ${!variable:-} ]] || keep "portal_$name" "${!variable}"
    done
}

public_url() {
    if [[ -s $home/settings/public_url ]]; then
        setting public_url
    else
        printf 'http://localhost:%s' "$(setting gateway_port)"
    fi
}

broker_password() {
    setting "${1}_broker_password" random_secret
}

ops_url() {
    printf 'http://127.0.0.1:%s' "$(setting "${1}_ops_port")"
}

# exported NAME VALUE: a line that a shell reads; quoted only where it must be.
exported() {
    local quote="'\\''"
    if [[ $2 =~ ^[A-Za-z0-9_./:@%+,=-]*$ ]]; then
        printf 'export %s=%s\n' "$1" "$2"
    else
        printf "export %s='%s'\n" "$1" "${2//\'/$quote}"
    fi
}

shared_settings() {
    exported MAILLAGE_PUBLIC_URL "$(public_url)"
    exported MAILLAGE_DOMAIN "$(setting domain)"
    exported MAILLAGE_NETWORK_NAME "$(setting network_name)"
    exported MAILLAGE_TIME_ZONE "$(setting time_zone)"
}

service_settings() {
    local service=$1 prefix name
    prefix=$(prefix_of "$service")
    exported "${prefix}_AMQP_URL" "$(broker_url "$service")"
    exported "${prefix}_OPS_PORT" "$(setting "${service}_ops_port" free_port)"
    case $service in
        gateway)
            exported MAILLAGE_GATEWAY_HOST "$(setting gateway_host)"
            exported MAILLAGE_GATEWAY_PORT "$(setting gateway_port)"
            # Everybody comes from this one machine: limits by address would limit them all together.
            exported MAILLAGE_GATEWAY_RATE_PER_MINUTE "$(setting gateway_rate)"
            exported MAILLAGE_GATEWAY_FORMS_PER_MINUTE "$(setting gateway_form_rate)"
            for name in "${portal_settings[@]}"; do
                [[ ! -s $home/settings/portal_$name ]] ||
                    exported "MAILLAGE_GATEWAY_$name" "$(setting "portal_$name")"
            done
            return
            ;;
        newsletter)
            exported MAILLAGE_NEWSLETTER_SMTP_URL "smtp://127.0.0.1:$(setting mail_port free_port)"
            exported MAILLAGE_NEWSLETTER_SENDER "lettre@$(setting domain)"
            ;;
        notifications)
            exported MAILLAGE_NOTIFICATIONS_SMTP_URL "smtp://127.0.0.1:$(setting mail_port free_port)"
            exported MAILLAGE_NOTIFICATIONS_SENDER "bonjour@$(setting domain)"
            # This is one machine's own demonstration: partners' endpoints may be on it.
            exported MAILLAGE_NOTIFICATIONS_WEBHOOK_NETWORKS 127.0.0.0/8,::1/128
            ;;
    esac
    exported "${prefix}_DATABASE_URL" "$(database_url "$service" app)"
}

write_service_settings() {
    local service
    for service in "${products[@]}"; do
        { shared_settings && service_settings "$service"; } | replace_file "$home/settings/$service.env"
    done
}

# Writes a secret file from what it reads, as a whole, and only when it differs.
replace_file() {
    (umask 077 && cat >"$1.new")
    if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

# HOME/env. Each service keeps its own _PID line in it; the lock is shared with them.
write_environment() {
    (
        exec 8>"$home/settings/env.lock"
        flock 8
        {
            say "# Written by deploy/up: read it with '.' in a shell. It holds passwords and a staff key."
            shared_settings
            local service prefix
            for service in "${products[@]}"; do
                prefix=$(prefix_of "$service")
                service_settings "$service"
                exported "${prefix}_OPS_URL" "$(ops_url "$service")"
                ! is_one_of "$service" "${with_database[@]}" ||
                    exported "${prefix}_OWNER_DATABASE_URL" "$(database_url "$service" owner)"
            done
            exported MAILLAGE_HOME "$home"
            exported MAILLAGE_URL "http://localhost:$(setting gateway_port)"
            exported MAILLAGE_AMQP_URL "$(broker_url admin)"
            exported MAILLAGE_MAIL_DIR "$home/mail"
            [[ ! -s $home/settings/staff_key ]] || exported MAILLAGE_STAFF_KEY "$(setting staff_key)"
            # shellcheck disable=SC2016
            printf 'export PATH=%q:$PATH\n' "$home/bin"
            grep '_PID=' "$home/env" 2>/dev/null || true
        } | replace_file "$home/env"
    )
}

# Takes the line of a process that was stopped out of HOME/env.
forget_pid() {
    [[ -e $home/env ]] || return 0
    (
        exec 8>"$home/settings/env.lock"
        flock 8
        grep -v "^export $(prefix_of "$1")_PID=" "$home/env" | replace_file "$home/env"
    )
}
