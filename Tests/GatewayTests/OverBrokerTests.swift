import Testing

/// Tests whose services meet in one virtual host: one at a time, since a queue of requests has one name.
@Suite(.serialized, .timeLimit(.minutes(4))) struct OverBrokerTests {}
