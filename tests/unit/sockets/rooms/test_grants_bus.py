"""Changed grants are forgotten on every node, and everything else on the bus is passed on."""

import msgspec

from server.domain.types import AuctionId
from server.sockets.rooms.grants_bus import CLERKS, GrantsBus
from server.use_cases.saleroom.clerks import ClerkGrants
from tests.unit.use_cases.stand_ins import ANN, KeptGrants


class RecordingBus:
    """Remembers what is published, and follows rooms."""

    def __init__(self) -> None:
        self.published: list[object] = []
        self.followed: set[str] = set()

    async def publish(self, entries: object) -> None:
        self.published.append(entries)


async def test_a_changed_grant_is_forgotten_when_another_node_says_so() -> None:
    store, bus = KeptGrants({ANN.user_id: [AuctionId("sale")]}), RecordingBus()
    grants = ClerkGrants(store)
    each = GrantsBus(bus, bus, grants)  # type: ignore[arg-type]
    passed_on: list[str] = []
    receive = each.before(lambda room, kind, body: passed_on.append(kind))
    assert (await grants.actor(ANN)).clerk_of == ("sale",)
    store.sales[ANN.user_id] = []
    await each.publish(ANN.user_id)
    assert bus.published == [[(CLERKS, CLERKS, ANN.user_id)]]
    assert CLERKS in bus.followed
    receive(CLERKS, CLERKS, msgspec.Raw(msgspec.msgpack.encode(ANN.user_id)))
    receive("item:lamp", "news", msgspec.Raw(b""))
    assert (await grants.actor(ANN)).clerk_of == ()
    assert passed_on == ["news"]
