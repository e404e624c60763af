"""The page's first steps: a token, a watched item, a bid, each by curl and in JavaScript."""

from server.reference.markup import listing, prose

_TOKEN = (
    """\
export URL=http://127.0.0.1:8080
export TOKEN=$(curl -s "$URL/users" \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ann"}' | sed 's/.*"token": *"\\([^"]*\\)".*/\\1/')""",
    """\
const url = "http://127.0.0.1:8080";
const registered = await fetch(`${url}/users`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ name: "Ann" }),
});
const { token } = await registered.json();""",
)
_WATCH = (
    """\
curl "$URL/items/lamp\"""",
    """\
import { io } from "socket.io-client";

const socket = io(url, { auth: { token } });
socket.on("new_bid", ({ price, minimum, leader }) => console.log(price, minimum, leader));
const { item, bids } = await socket.emitWithAck("watch", { item_id: "lamp" });""",
)
_BID = (
    """\
curl "$URL/bid" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d "{\\"bid_id\\": \\"ann-$(date +%s)-$RANDOM\\", \\"item_id\\": \\"lamp\\", \\"amount\\": 4250}\"""",
    """\
const bid = { bid_id: crypto.randomUUID(), item_id: "lamp", amount: item.minimum };
const answer = await socket.emitWithAck("bid", bid);
if (!answer.ok) console.log(answer.error.code, answer.error.minimum);""",
)
_OPEN = """\
`POST /users` registers a bidder where registration is open. Elsewhere the operator's own service issues the
tokens."""
_ROOM = (
    "A socket receives every change of the items that it watches. HTTP shows an item as it stands."
)
_AGAIN = """\
The client chooses the `bid_id`. If no answer arrives, send the same bid again: it has one effect and one
answer."""
_STEPS = {
    "1. Get a token": (_OPEN, _TOKEN),
    "2. Watch an item": (_ROOM, _WATCH),
    "3. Bid": (_AGAIN, _BID),
}


def quick_start() -> str:
    """Return the steps as HTML."""
    return "".join(
        f'<article class="card"><h3>{title}</h3>{prose(text)}<div class="pair">'
        f"{listing('curl', in_curl)}{listing('JavaScript', in_javascript)}</div></article>"
        for title, (text, (in_curl, in_javascript)) in _STEPS.items()
    )
