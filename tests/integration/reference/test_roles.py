"""Every command of every role on both faces, compared with the table of docs/saleroom.md (Roles).

The item and the sale of the contract's examples are put up, and each command is sent with its example. A
cell tells whether the role is refused, and not what the command leads to.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any

import pytest
import socketio

from server.domain.types import Role
from server.reference.examples.table import EXAMPLES
from server.reference.operations.operation import Operation
from server.reference.operations.table import operations
from server.reference.socket_events import CLIENT_EVENTS
from tests.nodes import ROOT, LiveNode, StoreUrls, connected, node_here

REFUSALS = {"unauthenticated", "forbidden", "own_item"}
NAMES = {
    "auction_id": "spring",
    "item_id": "lamp",
    "user_id": "nobody",
    "number": "112",
    "webhook_id": "none",
    "delivery_id": "1",
}
"""The parameters of paths. The user is none of the table's, so that nobody loses a role."""
ROLES = ("watcher", "bidder", "clerk", "auctioneer", "another auctioneer", "admin")
Row = tuple[str, ...]


def documented() -> dict[str, Row]:
    """Return the cells of the table by command: its faces, and `yes` or `no` for each role."""
    text = (ROOT / "docs/saleroom.md").read_text()
    section = text.split("\n## Roles\n")[1].split("\n## ")[0]
    table = section[section.index("| command |") :]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    table_rows = {name.strip("`"): tuple(cells) for name, *cells in rows}
    assert len(table_rows) == len(lines), "each command has one row"
    return table_rows


@pytest.fixture
async def node(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """A node without rate limits, with the sale of the examples and a clerk of it."""
    async with node_here(stores, rate_limits="off") as live:
        house = live.auctioneer
        sale = {"auction_id": "spring", "title": "Spring sale"}
        assert (await live.post("/auctions", sale, house))[0] == HTTPStatus.CREATED
        lamp = {"item_id": "lamp", "title": "A lamp", "start_price": 100}
        assert (await live.post("/auctions/spring/items", lamp, house))[0] == HTTPStatus.CREATED
        await live.command("lamp", "open")
        path = f"{live.url}/auctions/spring/clerks/cleo"
        async with live.http.put(path, headers={"Authorization": f"Bearer {house}"}) as response:
            assert response.status == HTTPStatus.OK
        yield live


def tokens(node: LiveNode) -> dict[str, str | None]:
    """Return a token for each role."""
    return {
        "watcher": None,
        "bidder": node.token("ann"),
        "clerk": node.token("cleo"),
        "auctioneer": node.auctioneer,
        "another auctioneer": node.token("rival", Role.AUCTIONEER),
        "admin": node.token("root", Role.ADMIN),
    }


async def over_http(node: LiveNode, each: Operation, token: str | None) -> str:
    """Send a request; return `yes`, or `no` if the role is refused."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = None if each.takes is None else EXAMPLES[each.takes]
    url = node.url + each.path.format(**NAMES)
    async with node.http.request(each.method, url, json=body, headers=headers) as response:
        if response.status < HTTPStatus.BAD_REQUEST:
            return "yes"
        return "no" if json.loads(await response.read())["code"] in REFUSALS else "yes"


async def over_socket(client: socketio.AsyncSimpleClient, name: str, argument: Any) -> str:
    """Send an event; return `yes`, or `no` if the role is refused."""
    answer = await client.call(name, argument)
    return "no" if not answer["ok"] and answer["error"]["code"] in REFUSALS else "yes"


async def test_every_command_is_for_the_roles_of_the_table_on_both_faces(node: LiveNode) -> None:
    by_name = {each.name: each for each in operations()}
    table, found, known = documented(), dict[str, Row](), tokens(node)
    # Commands that are not in the table yet are tried last, as if they were refused to nobody.
    names = [*table, *sorted({*by_name, *CLIENT_EVENTS} - table.keys())]
    async with AsyncExitStack() as stack:
        clients = {
            role: await stack.enter_async_context(connected(node, token))
            for role, token in known.items()
        }
        for name in names:
            cells: dict[str, set[str]] = {role: set() for role in ROLES}
            # Those who are refused come first: a command that is carried out may end the item.
            expected = dict(zip(ROLES, table.get(name, ("", *ROLES))[1:], strict=True))
            for role in sorted(ROLES, key=lambda role: expected[role] == "yes"):
                token = known[role]
                if name in by_name:
                    cells[role].add(await over_http(node, by_name[name], token))
                if name in CLIENT_EVENTS:
                    argument: Any = EXAMPLES[CLIENT_EVENTS[name].takes]
                    client = clients[role]
                    if name == "authenticate":
                        argument = {"token": token or known["bidder"]}
                        client = await stack.enter_async_context(connected(node, token))
                    cells[role].add(await over_socket(client, name, argument))
            faces = ("HTTP" if name in by_name else "", "socket" if name in CLIENT_EVENTS else "")
            found[name] = (
                " and ".join(filter(None, faces)),
                *(" and ".join(sorted(cells[role])) for role in ROLES),
            )
    assert found == table
