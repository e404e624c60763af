"""Arrivals: a socket is pending until each of its watches is answered."""

import pytest

from server.sockets.reach.arrivals import Arrivals


def test_a_socket_is_pending_until_all_of_its_watches_are_answered() -> None:
    arrivals = Arrivals()
    with arrivals.of("ann"):
        with arrivals.of("ann"):
            assert arrivals.pending("ann")
        assert arrivals.pending("ann")
        assert not arrivals.pending("ben")
    assert not arrivals.pending("ann")


def test_a_refused_watch_is_over() -> None:
    arrivals = Arrivals()
    with pytest.raises(ValueError), arrivals.of("ann"):  # noqa: PT011 - whatever is raised
        raise ValueError
    assert not arrivals.pending("ann")
