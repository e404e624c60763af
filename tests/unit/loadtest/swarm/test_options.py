"""The swarm's command line, and its checks before a run."""

from collections.abc import Sequence

import pytest

from loadtest.swarm.meters.processes import Watched
from loadtest.swarm.options import CannotRunError, Options, parse

SECRET = ("--secret", "s")
URL = ("--url", "http://127.0.0.1:8080")


def options(*arguments: str, url: Sequence[str] = URL, secret: Sequence[str] = SECRET) -> Options:
    return parse([*url, *secret, *arguments])


def test_without_a_rate_the_loop_is_closed() -> None:
    assert options().rate is None
    assert options("--rate", "closed").rate is None
    assert options("--rate", "250").rate == 250


def test_a_process_has_a_name_and_a_plus_includes_its_children() -> None:
    found = options("--pid", "server=12", "--pid", "postgres=34+").processes
    assert found == [Watched("server", 12), Watched("postgres", 34, family=True)]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--rate", "0"), ("--rate", "fast"), ("--rate", "nan"), ("--sockets", "0"),
        ("--sockets", "1.5"), ("--seconds", "-1"), ("--seconds", "inf"), ("--pid", "12"),
        ("--pid", "server="),
    ],
)  # fmt: skip
def test_an_invalid_argument_ends_with_2(wrong: Sequence[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options(*wrong)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "http://10.0.0.1:80",
        "https://127.0.0.1",
        "127.0.0.1:80",
        "http://[::1]",
    ],
)
def test_the_swarm_loads_its_own_machine_only(url: str) -> None:
    with pytest.raises(CannotRunError):
        options(url=["--url", url]).nodes()


def test_localhost_is_this_machine() -> None:
    node = options(url=["--url", "http://localhost:81"]).nodes()[0]
    assert (node.host, node.port) == ("127.0.0.1", 81)


def test_more_bidders_than_sockets_are_refused() -> None:
    with pytest.raises(CannotRunError, match="60 bidders"):
        options("--sockets", "50", "--bidders", "60").check()


def test_tokens_come_from_one_source() -> None:
    with pytest.raises(CannotRunError, match="--token-file"):
        options(secret=()).check()
    with pytest.raises(CannotRunError, match="--token-file"):
        options("--token-file", "tokens").check()


def test_a_run_with_too_many_bids_is_refused() -> None:
    with pytest.raises(CannotRunError, match="bids at most"):
        options("--rate", "100000", "--seconds", "86400").check()
