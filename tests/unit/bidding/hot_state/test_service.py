"""The outages that a node knows: as Redis has them, decoded once, with the shifts that follow."""

from server.bidding.hot_state.service import OutageLimits, Service
from server.domain.commands import ShiftEnd

T1, T2, T3, T4 = (1_800_000_000_000 + number for number in range(1, 5))
LIMITS = OutageLimits(outage_min_ms=3_000, margin_ms=7, return_ms=9)


def test_outages_lead_to_shifts_in_their_order() -> None:
    service = Service(LIMITS)
    assert (service.shifts(0), service.known_until(0)) == ((), b"")
    learned = service.learn(0, f" {T1}-{T2} {T3}-{T4}".encode())
    assert learned == (ShiftEnd(T1, T2, 7, 9), ShiftEnd(T3, T4, 7, 9))
    assert (service.shifts(0), service.known_until(0)) == (learned, str(T4).encode())
    assert (service.shifts(1), service.known_until(1)) == ((), b"")


def test_an_outage_that_was_cut_off_is_left_out() -> None:
    service = Service(LIMITS)
    cut = f" {T1}-{T2} {T3}-{T4}"[4:].encode()
    assert service.learn(0, cut) == (ShiftEnd(T3, T4, 7, 9),)


def test_there_is_no_service_while_bids_are_refused() -> None:
    takes = [True]
    service = Service(LIMITS, takes_bids=lambda: takes[0])
    assert service.arguments() == (1, 3_000)
    takes[0] = False
    assert service.arguments() == (0, 3_000)


def test_an_outage_is_over_once_a_shard_is_in_service_again() -> None:
    service = Service(LIMITS)
    service.note(0, T1)
    assert (service.served, service.over) == ({0: T1}, {})
    service.learn(0, f" {T1}-{T2}".encode())
    assert service.over == {}
    service.note(0, T3)
    assert (service.served, service.over) == ({0: T3}, {0: ShiftEnd(T1, T2, 7, 9)})
