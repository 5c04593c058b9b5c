# What differs between the broker and the code, a sentence each, with what to do about it. All are definitions of
# RabbitMQ: $node those that the node loads, $services those of each service's own queues, $broker what there is.

# What a policy may set that is the code's to decide: by it a queue would lose what it must keep, or refuse what it must
# take.
def ofQueues: ["dead-letter-exchange", "dead-letter-routing-key", "dead-letter-strategy", "delivery-limit", "expires",
    "max-length", "max-length-bytes", "message-ttl", "overflow"];
# With an alternate exchange a producer is no longer told that nobody heard.
def ofExchanges: ["alternate-exchange"];

def byName: map({key: .name, value: .}) | from_entries;
def here: map(select(.vhost == $vhost));
def ends: {source, destination, routing_key};
def owner: split(".")[1];
def quoted: "'\(.)'";
def flag: if $vhost == "/" then "" else "-p \($vhost) " end;
def deleted: "rabbitmqctl delete_queue \(flag)\(.)";
def loaded: "load the definitions again (deploy/up, or rabbitmqctl import_definitions)";

# differing(what there is; what should be): names each field that is not as it should be; nothing when all are.
def differing($found; $should):
    def value: if . == null then "missing" else tojson end;
    [($found + $should | keys[]) | select($found[.] != $should[.])
        | "\(.) is \($found[.] | value), should be \($should[.] | value)"]
    | select(. != []) | join(", ");

($node[0].exchanges | byName) as $exchanges
| ([$services[].queues[]] | byName) as $queues
| [$services[].bindings[]] as $bindings
| ($broker[0].exchanges | here | byName) as $foundExchanges
| ($broker[0].queues | here | byName) as $foundQueues
| ($broker[0].bindings | here) as $foundBindings
| ($broker[0].users | byName) as $foundUsers

| def exchanges:
    $exchanges[] | .name as $name | $foundExchanges[$name] as $found
    | if $found == null then "exchange \($name) is missing: \(loaded)"
      else
        differing($found | {type, durable, auto_delete} + .arguments; {type, durable, auto_delete} + .arguments)
        | "exchange \($name): \(.). It cannot be changed: delete it, then \(loaded) and restart all services"
      end;

  def queues:
    (
        $queues[] | .name as $name | $foundQueues[$name] as $found
        | if $found == null then
            # A queue of requests is there only while its service is.
            select(.auto_delete | not) | "queue \($name) is missing: restart \($name | owner), which declares it"
          else
            differing($found | {durable, auto_delete} + .arguments; {durable, auto_delete} + .arguments)
            | "queue \($name): \(.). It cannot be changed: stop \($name | owner), \($name | deleted), and start it; it "
                + "declares the queue and asks for what it missed"
          end
    ), (
        $foundQueues | keys[] | select(test("^(q|dead)[.]") and $queues[.] == null)
        | "queue \(.) is no service's, nobody reads it and it only grows: \(deleted)"
    );

  def bindings:
    (
        $bindings[] | ends as $binding
        | select($foundQueues[.destination] != null and all($foundBindings[]; ends != $binding))
        | "queue \(.destination) is not bound to \(.source) by \(.routing_key): restart \(.destination | owner), which "
            + "binds it, then bring what it missed with its command 'backfill'"
    ), (
        $foundBindings[] | ends as $binding
        | select($exchanges[.source] != null or $queues[.destination] != null)
        | select(all($bindings[]; ends != $binding))
        # Those of a queue that is no service's go with it. An instance of the gateway has one under a name of its own.
        | select($queues[.destination] != null or (.destination | test("^(q|dead)[.]") | not))
        | "\(.destination_type) \(.destination) is bound to \(.source) by \(.routing_key), which no service asks for: "
            + "unbind it"
    );

  # decided($ours; $names): what this policy sets of $ours on which of $names.
  def decided($ours; $names):
    # RabbitMQ writes the settings of a policy as an object, those of an operator's as pairs.
    (.definition | if type == "array" then map(.[0]) else keys end) as $all
    | ($all - ($all - $ours)) as $set | .pattern as $pattern
    # A pattern that cannot be read here is taken to match.
    | [$names[] | select(. as $name | try ($name | test($pattern)) catch true)] as $matched
    | select($set != [] and $matched != []) | "\($set | join(", ")) of \($matched | join(", "))";

  def policies:
    ($broker[0].policies | here[] | . + {clear: "clear_policy"}),
    ($broker[0].parameters | here[] | select(.component == "operator_policy")
        | .value + {name, clear: "clear_operator_policy"})
    | . as $policy
    | (select(.["apply-to"] != "exchanges") | decided(ofQueues; $queues | keys)),
      (select(.["apply-to"] | IN("all", "exchanges")) | decided(ofExchanges; $exchanges | keys))
    | "policy \($policy.name) (\($policy.pattern)) decides \(.): rabbitmqctl \($policy.clear) \(flag)\($policy.name)";

  def users:
    $node[0].permissions[] | .user as $user | "set_permissions -p \($vhost) \($user)" as $set
    | ([$broker[0].permissions | here[] | select(.user == $user)][0] // {}) as $found
    | if $foundUsers[$user] == null then "user \($user) is missing: \(loaded)"
      else
        "user \($user): \(differing($found | {configure, read, write}; {configure, read, write})): "
            + "rabbitmqctl \($set) \([.configure, .write, .read] | map(quoted) | join(" "))",
        (
            # One of them could write in the name of others.
            $foundUsers[$user].tags | if type == "array" then . else split(",") end | select(. != [])
            | "user \($user) has the tags \(join(", ")), should have none: rabbitmqctl set_user_tags \($user)"
        ),
        (
            $broker[0].topic_permissions | here[] | select(.user == $user)
            | "user \($user) has topic permissions, should have none: "
                + "rabbitmqctl clear_topic_permissions \(flag)\($user)"
        )
      end;

  exchanges, queues, bindings, policies, users
