# shellcheck shell=bash
# A RabbitMQ node of its own in HOME/rabbitmq, with its own epmd: own ports, cookie and folders, loopback only, so that
# it meets no other node of the machine. Users, permissions, exchanges come from a definitions file at every boot.

# make_rabbitmq GATEWAY: GATEWAY is the executable that prints the definitions. Passwords: `broker_password`.
make_rabbitmq() {
    local folder=$home/rabbitmq
    install -d -o rabbitmq -g rabbitmq -m 700 "$folder"
    if [[ ! -s $folder/.erlang.cookie ]]; then
        random_secret >"$folder/.erlang.cookie"
        chown rabbitmq:rabbitmq "$folder/.erlang.cookie"
        chmod 400 "$folder/.erlang.cookie"
    fi
    : >"$folder/rabbitmq-env.conf"
    printf '[].\n' >"$folder/enabled_plugins"
    cat >"$folder/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$(setting broker_port free_port)
load_definitions = $folder/definitions.json
log.console = true
log.console.level = info
log.connection.level = warning
log.file = false
# The log of the quorum queues is held in memory too: the default of 512 MB is for larger machines.
raft.wal_max_size_bytes = 67108864
END
    # Everything that the package would take from /etc/rabbitmq and /var/lib/rabbitmq is named here.
    cat >"$folder/environment" <<END
export HOME=$(printf %q "$folder")
export LANG=C.UTF-8
export ERL_EPMD_PORT=$(setting epmd_port free_port)
export ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=maillage@localhost
export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
export RABBITMQ_DIST_PORT=$(setting broker_distribution_port free_port)
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
export RABBITMQ_CONF_ENV_FILE=$(printf %q "$folder/rabbitmq-env.conf")
export RABBITMQ_CONFIG_FILE=$(printf %q "$folder/rabbitmq.conf")
export RABBITMQ_ADVANCED_CONFIG_FILE=$(printf %q "$folder/advanced.config")
export RABBITMQ_GENERATED_CONFIG_DIR=$(printf %q "$folder/config")
export RABBITMQ_ENABLED_PLUGINS_FILE=$(printf %q "$folder/enabled_plugins")
export RABBITMQ_MNESIA_BASE=$(printf %q "$folder/mnesia")
export RABBITMQ_LOG_BASE=$(printf %q "$folder/log")
export RABBITMQ_LOGS=-
END
    write_definitions "$1"
    make_supervised epmd <<END
#!/bin/sh
exec 2>&1
cd /
exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups -- \\
    /usr/bin/epmd -port $(setting epmd_port) -address 127.0.0.1
END
    make_supervised rabbitmq <<END
#!/bin/bash
exec 2>&1
. $(printf %q "$folder/environment")
cd "\$HOME"
# A node that finds no epmd starts one that nobody stops.
until (exec 3<>/dev/tcp/127.0.0.1/$(setting epmd_port)) 2>/dev/null; do sleep 0.1; done
# 'detached' makes the package's script become the node, so that signals reach it.
exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups -- \\
    env detached=1 /usr/lib/rabbitmq/bin/rabbitmq-server
END
    write_script "$home/rabbitmqctl" <<END
#!/bin/bash
# rabbitmqctl for this node.
. $(printf %q "$folder/environment")
cd "\$HOME"
exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups -- /usr/lib/rabbitmq/bin/rabbitmqctl "\$@"
END
}

# A running node reads a changed file at once, another one at its next boot.
write_definitions() {
    local gateway=$1 file=$home/rabbitmq/definitions.json user
    for user in "${products[@]}" admin; do
        printf '%s %s\n' "$user" "$(setting "${user}_broker_hash" password_hash "$user")"
    done | "$gateway" broker-definitions >"$file.new" || die "'gateway broker-definitions' failed"
    chown rabbitmq:rabbitmq "$file.new"
    chmod 600 "$file.new"
    if cmp -s "$file.new" "$file"; then
        rm "$file.new"
        return
    fi
    mv "$file.new" "$file"
    ! pid_of rabbitmq >/dev/null || "$home/rabbitmqctl" --quiet import_definitions "$file" >/dev/null
}

# RabbitMQ's own form: base64 of four bytes of salt and the SHA-256 of salt and password.
password_hash() {
    broker_password "$1" | /usr/bin/python3 -c '
import base64, hashlib, os, sys
salt = os.urandom(4)
print(base64.b64encode(salt + hashlib.sha256(salt + sys.stdin.buffer.read().rstrip()).digest()).decode())'
}

broker_url() {
    printf 'amqp://%s:%s@127.0.0.1:%s/' "$1" "$(broker_password "$1")" "$(setting broker_port)"
}
