"""The throttle: a socket that bids too early is not read until the node has room for its bids."""

import asyncio

from server.sockets.overload.throttle import (
    ENOUGH,
    HOLD_MAX_S,
    LET_GO_MAX,
    OFFENDER_S,
    RETRY_MIN_MS,
    TICK_S,
    TOO_MANY,
    Throttle,
)
from tests.virtual_time import in_virtual_time

SOON_S = 2 * TICK_S


class Socket:
    """A throttled socket."""

    def __init__(self) -> None:
        self.busy_until = self.offender_until = 0.0
        self.throttled = self.held = False

    def hold(self) -> None:
        self.held = True

    def let_go(self) -> None:
        self.held = False


class Node:
    """A throttle on the loop's time, and the rounds of commands that wait on its node."""

    def __init__(self, rounds_waiting: float = TOO_MANY) -> None:
        self.rounds_waiting, self.chance = rounds_waiting, 0.5
        self.throttle = Throttle(
            lambda: self.rounds_waiting,
            now=asyncio.get_running_loop().time,
            chance=lambda: self.chance,
        )

    async def refuse_twice(self, socket: Socket, retry_after_ms: int = 1_000) -> None:
        """Answer `busy` to a bid, and to another that the client sends all the same."""
        self.throttle.busy(socket, retry_after_ms)
        await asyncio.sleep(0)
        self.throttle.busy(socket, retry_after_ms)

    async def offender(self) -> Socket:
        """Hold a socket, and let it go without anything to be read."""
        socket, before = Socket(), self.rounds_waiting
        await self.refuse_twice(socket)
        self.rounds_waiting = 0
        await asyncio.sleep(TICK_S + SOON_S)
        self.rounds_waiting = before
        assert (socket.held, socket.throttled) == (False, False)
        return socket


@in_virtual_time
async def test_a_socket_that_bids_again_too_early_is_not_read_until_the_node_has_room() -> None:
    node, socket = Node(), Socket()
    await node.refuse_twice(socket)
    assert (socket.held, socket.throttled) == (True, True)
    assert (node.throttle.held, node.throttle.holds) == (1, 1)
    await asyncio.sleep(HOLD_MAX_S / 2)
    assert socket.held
    node.rounds_waiting = 0
    await asyncio.sleep(SOON_S)
    assert (socket.held, node.throttle.held) == (False, 0)


@in_virtual_time
async def test_a_socket_that_waits_for_its_time_is_read_on() -> None:
    node, socket = Node(), Socket()
    node.throttle.busy(socket, 1_000)
    await asyncio.sleep(1.1)
    node.throttle.busy(socket, 1_000)
    assert (socket.held, node.throttle.holds) == (False, 0)


@in_virtual_time
async def test_bids_that_arrived_with_the_refused_one_are_no_reason_to_hold_their_socket() -> None:
    node, socket = Node(), Socket()
    for _ in range(10):
        node.throttle.busy(socket, 1_000)
    await asyncio.sleep(0)
    assert (socket.held, node.throttle.holds) == (False, 0)


@in_virtual_time
async def test_what_a_held_socket_has_sent_is_refused_and_later_bids_are_not() -> None:
    node, socket = Node(), Socket()
    await node.refuse_twice(socket)
    assert node.throttle.refuse(socket, 3) == 1_000
    node.rounds_waiting = 0
    await asyncio.sleep(TICK_S)
    assert (socket.held, socket.throttled) == (False, True), "what it has sent is read now"
    node.throttle.read(socket)
    assert (socket.throttled, node.throttle.refused) == (False, 3)
    await asyncio.sleep(1)
    assert node.throttle.refuse(socket) == RETRY_MIN_MS


@in_virtual_time
async def test_bids_behind_one_that_is_refused_at_once_are_refused_until_the_socket_is_read() -> (
    None
):
    node, sockets = Node(), [Socket(), Socket()]
    for socket in sockets:
        node.throttle.refuse_rest(socket)
        assert (socket.throttled, socket.held) == (True, False)
    node.throttle.read(sockets[0])
    assert not sockets[0].throttled
    await asyncio.sleep(TICK_S)
    assert not sockets[1].throttled, "it was not read, but has answered a packet that had waited"


@in_virtual_time
async def test_a_socket_that_has_sent_nothing_while_it_was_held_has_its_next_bids_decided() -> None:
    node, socket = Node(rounds_waiting=0), Socket()
    await node.refuse_twice(socket)
    await asyncio.sleep(TICK_S)
    assert socket.throttled
    await asyncio.sleep(TICK_S)
    assert not socket.throttled


@in_virtual_time
async def test_pings_and_other_events_of_a_held_socket_do_not_wait_longer_than_a_bound() -> None:
    node, socket = Node(), Socket()
    await node.refuse_twice(socket, 60_000)
    await asyncio.sleep(HOLD_MAX_S + SOON_S)
    assert not socket.held


@in_virtual_time
async def test_sockets_are_let_go_in_their_order_and_the_fewer_the_more_commands_wait() -> None:
    node, sockets = Node(), [Socket() for _ in range(LET_GO_MAX)]
    for socket in sockets:
        await node.refuse_twice(socket)
    node.rounds_waiting = TOO_MANY / 2
    await asyncio.sleep(TICK_S)
    held = [socket.held for socket in sockets]
    assert held == [False] * (LET_GO_MAX // 2) + [True] * (LET_GO_MAX // 2)


@in_virtual_time
async def test_an_offender_is_held_after_its_bid_the_likelier_the_more_commands_wait() -> None:
    node = Node()
    socket = await node.offender()
    node.rounds_waiting, node.chance = ENOUGH, 0.0
    node.throttle.taken(socket)
    assert not socket.throttled, "the node has room"
    node.rounds_waiting, node.chance = (ENOUGH + TOO_MANY) / 2, 0.6
    node.throttle.taken(socket)
    assert (socket.held, socket.throttled) == (False, True), "none behind it is decided"
    node.throttle.read(socket)
    node.chance = 0.4
    node.throttle.taken(socket)
    assert (socket.held, socket.throttled) == (True, True)


@in_virtual_time
async def test_a_client_that_waits_for_its_answers_is_no_offender_for_long() -> None:
    node = Node()
    waits, floods = await node.offender(), await node.offender()
    await asyncio.sleep(OFFENDER_S - 1)
    node.throttle.refuse(waits, 1)
    node.throttle.refuse(floods, 2)
    await asyncio.sleep(2)
    for socket in (waits, floods):
        node.throttle.taken(socket)
    assert (waits.held, waits.offender_until, floods.held) == (False, 0, True)
