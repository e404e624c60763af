"""Outages: a failure that repeats is logged once when it begins and once when it is over."""

from structlog.testing import capture_logs

from server.outage import Outage


def test_a_failure_that_repeats_is_logged_once() -> None:
    outage = Outage("store_lost", "store_back")
    with capture_logs() as logs:
        for number in range(3):
            outage.failed(number=number)
    assert logs == [{"event": "store_lost", "log_level": "warning", "number": 0}]
    assert (outage.under_way, outage.count) == (True, 1)


def test_the_first_success_after_a_failure_is_logged_and_no_other() -> None:
    outage = Outage("store_lost", "store_back")
    with capture_logs() as logs:
        outage.succeeded()
        outage.failed()
        outage.succeeded()
        outage.succeeded()
    assert [entry["event"] for entry in logs] == ["store_lost", "store_back"]
    assert not outage.under_way


def test_every_outage_is_counted() -> None:
    outage = Outage("store_lost", "store_back")
    for _ in range(2):
        outage.failed()
        outage.succeeded()
    assert outage.count == 2
