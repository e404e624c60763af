"""The model of Redis answers like a real server."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from redis import ResponseError
from redis.asyncio import Redis

from tests.redis_servers import server
from tests.simulation.redis_model.client import packed
from tests.simulation.redis_model.commands import Commands
from tests.simulation.redis_model.replica import Replica
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.redis_model.values import Reply, Status

HISTORIES, COMMANDS = 30, 120
KEYS = [b"a", b"b", b"c"]
WORDS = [b"x", b"y", b"z", b"\x00\xff", b"17"]
NOW_MS = 1_900_000_000_000


def some_command(random: Random) -> tuple[bytes, ...]:
    """Return a random command that means the same at any time."""
    key, word, other = random.choice(KEYS), random.choice(WORDS), random.choice(WORDS)
    number, count = b"%d" % random.randrange(-3, 6), b"%d" % random.randrange(1, 4)
    low, high = (b"%d" % random.randrange(6) for _ in range(2))
    stream, entry = b"stream", b"%d-%d" % (random.randrange(1, 4), random.randrange(3))
    return random.choice([
        (b"DEL", key), (b"EXISTS", key, b"b"), (b"TYPE", key), (b"PERSIST", key), (b"PTTL", b"none"),
        (b"SET", key, word), (b"SET", key, word, b"NX"), (b"SET", key, word, b"XX"), (b"GET", key),
        (b"SETRANGE", key, count, word), (b"SETRANGE", b"none", b"0", b""),
        (b"HSET", key, word, other, other, word), (b"HSETNX", key, word, other),
        (b"HDEL", key, word, other),
        (b"HGET", key, word), (b"HMGET", key, word, other), (b"HLEN", key), (b"HINCRBY", key, b"n", number),
        (b"RPUSH", key, word, other), (b"LPOP", key), (b"LPOS", key, word), (b"LRANGE", key, number, high),
        (b"LREM", key, b"0", word), (b"LTRIM", key, number, high),
        (b"SADD", key, word, other), (b"SREM", key, word),
        (b"ZADD", key, low, word, b"1.5", other), (b"ZADD", key, b"GT", low, word), (b"ZREM", key, word),
        (b"ZSCORE", key, word), (b"ZRANGEBYSCORE", key, low, b"+inf", b"WITHSCORES"),
        (b"ZRANGEBYSCORE", key, b"-inf", high, b"LIMIT", b"0", count),
        (b"ZRANGEBYSCORE", key, b"(" + low, high),
        (b"ZREMRANGEBYSCORE", key, low, high),
        (b"XADD", stream, b"%d-%d" % (random.randrange(1, 99), 1), b"entry", word), (b"XLEN", stream),
        (b"XRANGE", stream, b"-", b"+", b"COUNT", count), (b"XRANGE", stream, b"(" + entry, b"+"),
        (b"XDEL", stream, entry), (b"XACK", stream, b"g", entry),
        (b"XGROUP", b"CREATE", stream, b"g", b"0", b"MKSTREAM"),
        (b"XREADGROUP", b"GROUP", b"g", b"n", b"COUNT", count, b"STREAMS", stream, b">"),
        (b"XREADGROUP", b"GROUP", b"g", b"n", b"COUNT", count, b"STREAMS", stream, b"0"),
    ])  # fmt: skip


async def replied(redis: Redis, command: tuple[bytes, ...]) -> Any:
    """Return a real server's reply; an error as its first word."""
    connection = await redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]
    try:
        await connection.send_packed_command(connection.pack_command(*command))
        return await connection.read_response()
    except ResponseError as error:
        return str(error).split()[0]
    finally:
        await redis.connection_pool.release(connection)


def modelled(commands: Commands, command: tuple[bytes, ...]) -> Any:
    """Return the model's reply; an error as its first word."""
    try:
        return plain(commands.call(command[0].decode(), *command[1:]))
    except ResponseError as error:
        return str(error).split()[0]


def plain(reply: Reply) -> Any:
    """Return a reply without the types of the model."""
    if isinstance(reply, list):
        return [plain(each) for each in reply]
    return bytes(reply) if isinstance(reply, Status) else reply


async def test_commands_have_the_replies_of_a_real_server(tmp_path: Path) -> None:
    async with server(folder=tmp_path) as real, Redis.from_url(real.url, protocol=2) as redis:
        for seed in range(HISTORIES):
            random, model = Random(seed), Commands(lambda: NOW_MS)
            await redis.flushall()
            for _ in range(COMMANDS):
                command = some_command(random)
                assert modelled(model, command) == await replied(redis, command), (seed, command)


SCRIPTS = {
    "return {1, 'a', false, 'never seen'}": [1, b"a", None, b"never seen"],
    "return redis.call('SET', KEYS[1], ARGV[1])": b"OK",
    "return redis.call('GET', 'missing')": None,
    "return {ok = 'fine'}": b"fine",
    "return 3.9": 3,
    "return redis.call('TYPE', KEYS[1]).ok": b"none",
    "return #redis.call('HMGET', KEYS[1], 'x', 'y')": 2,
    "return redis.call('ZADD', KEYS[1], 1.5, 'x')": 1,
}


@pytest.mark.parametrize("text", SCRIPTS)
async def test_scripts_see_and_return_what_they_do_on_a_real_server(
    text: str, tmp_path: Path
) -> None:
    answers: list[Any] = []
    model = RedisServer(lambda: 0.0, Random(0), clock_ms=NOW_MS)
    model.execute(packed(("EVAL", text, 1, "key", "value")), answers.append)
    assert [plain(each) for each in answers] == [SCRIPTS[text]]
    async with server(folder=tmp_path) as real, Redis.from_url(real.url, protocol=2) as redis:
        assert await redis.eval(text, 1, "key", "value") == SCRIPTS[text]


def test_a_server_that_lost_a_second_has_what_was_written_before() -> None:
    now_s = 0.0
    model = RedisServer(lambda: now_s, Random(0), clock_ms=NOW_MS)
    ignored: list[Any] = []
    for second in range(5):
        now_s = float(second)
        model.execute((b"RPUSH", b"list", b"%d" % second), ignored.append)
    before = model.replication_id
    model.crash()
    model.restart(lost_s=1.5)
    assert model.data.call("LRANGE", b"list", b"0", b"-1") == [b"0", b"1", b"2"]
    assert model.replication_id != before


def test_a_replica_that_is_promoted_lacks_what_it_had_not_applied() -> None:
    now_s = 0.0
    model = RedisServer(lambda: now_s, Random(0), clock_ms=NOW_MS)
    model.replica = replica = Replica(lambda: now_s)
    ignored: list[Any] = []
    for second in range(5):
        now_s = float(second)
        replica.lag_s = 0.5 if second < 3 else 100.0
        model.execute((b"RPUSH", b"list", b"%d" % second), ignored.append)
        assert replica.until_s >= min(1.5, second - 0.5)
    promoted = model.copied(replica.until_s)
    assert promoted.data.call("LRANGE", b"list", b"0", b"-1") == [b"0", b"1"]
    assert model.data.call("LRANGE", b"list", b"-1", b"-1") == [b"4"]
    assert promoted.replication_id != model.replication_id


def test_a_blocked_reader_gets_the_next_entry() -> None:
    model = RedisServer(lambda: 0.0, Random(0), clock_ms=NOW_MS)
    ignored: list[Any] = []
    got: list[Any] = []
    model.execute((b"XGROUP", b"CREATE", b"s", b"g", b"0", b"MKSTREAM"), ignored.append)
    read = packed(("XREADGROUP", "GROUP", "g", "n", "BLOCK", 5, "STREAMS", "s", ">"))
    model.execute(read, got.append)
    assert got == []
    model.execute((b"XADD", b"s", b"1-1", b"entry", b"x"), ignored.append)
    assert got == [[[b"s", [[b"1-1", [b"entry", b"x"]]]]]]
