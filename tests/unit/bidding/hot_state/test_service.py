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
    service.note(0, T1)
    assert (service.arguments(), service.served) == ((1, 3_000), {0: T1})
    takes[0] = False
    service.note(0, T2)
    assert (service.arguments(), service.served) == ((0, 3_000), {0: T1})
