"""The Socket.IO face as it is put together: settings reach the parts, commits reach the sockets."""

from tests.nodes import StoreUrls, connected, heard, node_here


async def test_a_commit_of_the_core_is_broadcast_to_the_items_watchers(stores: StoreUrls) -> None:
    async with node_here(stores) as node, connected(node) as watcher:
        await node.put_up()
        await watcher.call("watch", {"item_id": "lamp"})
        await node.bid(100)
        event, message = await heard(watcher)
        assert (event, message["price"]) == ("new_bid", 100)


async def test_without_a_recovery_window_a_socket_is_given_no_session(stores: StoreUrls) -> None:
    async with node_here(stores, recovery_window_ms=0) as node, connected(node):
        (member,) = node.sockets.manager.members("/", None)
        lifecycle = node.sockets._lifecycle
        assert lifecycle is not None
        assert lifecycle.greeting(member) == {}
