"""The lists of resources, dialers and lifecycles agree with each other and with the rules that read them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import scanners.knowledge
import scanners.rules
from scanners.knowledge.resources import dialer_kind, is_memory, lifecycle, resource_kind

DIRECTORY = Path(scanners.knowledge.__file__).parent
RESOURCES = tomllib.loads((DIRECTORY / "resources.toml").read_text())["resources"]
DIALERS = tomllib.loads((DIRECTORY / "dialers.toml").read_text())["dialers"]
MESSAGES = tomllib.loads((Path(scanners.rules.__path__[0]) / "ir105_connection_factory" / "messages.toml").read_text())


@pytest.mark.parametrize("entry", [*RESOURCES, *DIALERS], ids=lambda entry: f"{entry['package']}-{entry['kind']}")
def test_every_kind_has_a_message_that_names_the_proper_pool(entry: dict[str, str]) -> None:
    assert entry["kind"] in MESSAGES


@pytest.mark.parametrize("entry", [*RESOURCES, *DIALERS], ids=lambda entry: f"{entry['package']}-{entry['kind']}")
def test_entries_name_something_and_nothing_twice(entry: dict[str, list[str]]) -> None:
    names = [*entry.get("types", []), *entry.get("functions", []), *entry.get("methods", [])]
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("net", "Conn", "connection"),
        ("database/sql", "Tx", "database"),
        ("github.com/redis/go-redis/v9", "Client", "redis"),
        ("github.com/redis/go-redis", "Client", "redis"),
        ("github.com/jackc/pgx/v5/pgxpool", "Pool", "database"),
        ("google.golang.org/grpc", "ClientConn", "grpc"),
        ("bytes", "Buffer", None),
        ("example.com/net", "Conn", None),
    ],
)
def test_resource_is_known_under_every_major_version(path: str, name: str, kind: str | None) -> None:
    assert resource_kind(path, name) == kind


@pytest.mark.parametrize(
    ("qualified", "kind"),
    [
        ("net.Dial", "connection"),
        ("(*net.Dialer).DialContext", "connection"),
        ("(net.Listener).Accept", "connection"),
        ("github.com/redis/go-redis/v9.NewClient", "redis"),
        ("(*github.com/gomodule/redigo/redis.Pool).Get", "redis"),
        ("net.Pipe", None),
        ("os.ReadFile", None),
        ("append", None),
    ],
)
def test_dialer_is_known_by_its_qualified_name(qualified: str, kind: str | None) -> None:
    assert dialer_kind(qualified) == kind


WELL_KNOWN = [  # what makes a client or connection, and what it makes: one major version or more of each
    ("github.com/redis/go-redis/v9.NewClient", "github.com/redis/go-redis/v9.Client"),
    ("github.com/go-redis/redis/v8.NewClusterClient", "github.com/go-redis/redis/v8.ClusterClient"),
    ("github.com/gomodule/redigo/redis.Dial", "github.com/gomodule/redigo/redis.Conn"),
    ("github.com/redis/rueidis.NewClient", "github.com/redis/rueidis.Client"),
    ("github.com/valkey-io/valkey-go.NewClient", "github.com/valkey-io/valkey-go.Client"),
    ("github.com/mediocregopher/radix/v3.NewPool", "github.com/mediocregopher/radix/v3.Pool"),
    ("github.com/bradfitz/gomemcache/memcache.New", "github.com/bradfitz/gomemcache/memcache.Client"),
    ("github.com/jackc/pgx/v5.Connect", "github.com/jackc/pgx/v5.Conn"),
    ("github.com/jackc/pgx/v5/pgxpool.New", "github.com/jackc/pgx/v5/pgxpool.Pool"),
    ("github.com/jackc/pgx/v4/pgxpool.Connect", "github.com/jackc/pgx/v4/pgxpool.Pool"),
    ("github.com/jmoiron/sqlx.MustConnect", "github.com/jmoiron/sqlx.DB"),
    ("gorm.io/gorm.Open", "gorm.io/gorm.DB"),
    ("xorm.io/xorm.NewEngine", "xorm.io/xorm.Engine"),
    ("github.com/go-pg/pg/v10.Connect", "github.com/go-pg/pg/v10.DB"),
    ("github.com/ClickHouse/clickhouse-go/v2.Open", "github.com/ClickHouse/clickhouse-go/v2/lib/driver.Conn"),
    ("(*github.com/gocql/gocql.ClusterConfig).CreateSession", "github.com/gocql/gocql.Session"),
    ("github.com/lib/pq.NewListener", "github.com/lib/pq.Listener"),
    ("github.com/go-mysql-org/go-mysql/client.Connect", "github.com/go-mysql-org/go-mysql/client.Conn"),
    ("google.golang.org/grpc.NewClient", "google.golang.org/grpc.ClientConn"),
    ("github.com/apache/thrift/lib/go/thrift.NewTSocketConf", "github.com/apache/thrift/lib/go/thrift.TSocket"),
    ("github.com/IBM/sarama.NewSyncProducer", "github.com/IBM/sarama.SyncProducer"),
    ("github.com/segmentio/kafka-go.NewReader", "github.com/segmentio/kafka-go.Reader"),
    ("github.com/twmb/franz-go/pkg/kgo.NewClient", "github.com/twmb/franz-go/pkg/kgo.Client"),
    (
        "github.com/confluentinc/confluent-kafka-go/v2/kafka.NewProducer",
        "github.com/confluentinc/confluent-kafka-go/v2/kafka.Producer",
    ),
    ("github.com/rabbitmq/amqp091-go.Dial", "github.com/rabbitmq/amqp091-go.Connection"),
    ("(*github.com/streadway/amqp.Connection).Channel", "github.com/streadway/amqp.Channel"),
    ("github.com/nats-io/nats.go.Connect", "github.com/nats-io/nats.go.Conn"),
    ("github.com/eclipse/paho.mqtt.golang.NewClient", "github.com/eclipse/paho.mqtt.golang.Client"),
    ("github.com/apache/pulsar-client-go/pulsar.NewClient", "github.com/apache/pulsar-client-go/pulsar.Client"),
    ("github.com/nsqio/go-nsq.NewProducer", "github.com/nsqio/go-nsq.Producer"),
    ("cloud.google.com/go/pubsub/v2.NewClient", "cloud.google.com/go/pubsub/v2.Client"),
    ("go.mongodb.org/mongo-driver/mongo.Connect", "go.mongodb.org/mongo-driver/mongo.Client"),
    ("go.mongodb.org/mongo-driver/v2/mongo.Connect", "go.mongodb.org/mongo-driver/v2/mongo.Client"),
    ("github.com/elastic/go-elasticsearch/v8.NewClient", "github.com/elastic/go-elasticsearch/v8.Client"),
    ("github.com/olivere/elastic/v7.NewClient", "github.com/olivere/elastic/v7.Client"),
    ("github.com/couchbase/gocb/v2.Connect", "github.com/couchbase/gocb/v2.Cluster"),
    ("(*github.com/gorilla/websocket.Dialer).Dial", "github.com/gorilla/websocket.Conn"),
    ("github.com/coder/websocket.Dial", "github.com/coder/websocket.Conn"),
    ("github.com/lxzan/gws.NewClient", "github.com/lxzan/gws.Conn"),
    ("github.com/quic-go/quic-go.DialAddr", "github.com/quic-go/quic-go.Conn"),
    ("golang.org/x/crypto/ssh.Dial", "golang.org/x/crypto/ssh.Client"),
    ("go.etcd.io/etcd/client/v3.New", "go.etcd.io/etcd/client/v3.Client"),
    ("github.com/go-zookeeper/zk.Connect", "github.com/go-zookeeper/zk.Conn"),
    ("go.etcd.io/bbolt.Open", "go.etcd.io/bbolt.DB"),
    ("github.com/dgraph-io/badger/v4.Open", "github.com/dgraph-io/badger/v4.DB"),
]


@pytest.mark.parametrize(("maker", "made"), WELL_KNOWN)
def test_well_known_clients_are_known_with_what_makes_them(maker: str, made: str) -> None:
    path, _, name = made.rpartition(".")
    assert dialer_kind(maker) is not None
    assert dialer_kind(maker) == resource_kind(path, name)


def test_codecs_are_memory_under_every_major_version() -> None:
    assert is_memory("github.com/pierrec/lz4/v4", "Writer")
    assert is_memory("compress/gzip", "Writer")
    assert not is_memory("net", "Conn")


def test_nothing_is_both_a_resource_and_plain_memory() -> None:
    both = [
        (entry["package"], name) for entry in RESOURCES for name in entry["types"] if is_memory(entry["package"], name)
    ]
    assert both == []


def test_a_connection_is_what_net_conn_can_do() -> None:
    assert lifecycle().connection >= {"Read", "Write", "Close", "SetDeadline"}
