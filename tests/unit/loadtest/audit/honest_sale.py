"""An honest sale in miniature: a naive server and its clients' logs.

It has one item, one list of bids and no concurrency. It follows the rules and sends every client the truth.
"""

import json
from typing import Any

from tests.unit.loadtest.audit.honest_lead import (
    NOBODY,
    Lead,
    lead_after,
    lead_by,
    retracted_with,
    step,
)

Json = dict[str, Any]
START, END, WINDOW, EXTENSION = 1_000, 60_000, 5_000, 4_000
SOFT_CLOSE = {"policy": "reset", "window_ms": WINDOW, "extend_ms": EXTENSION}
INCREMENT = [[0, 10], [200, 25]]


class HonestSale:
    """One item from 1.00 in steps of 10 cents, from 2.00 on of 25 cents, with soft close `reset`."""

    def __init__(self, item_id: str = "lamp") -> None:
        self.item_id = item_id
        self.now = START
        self.status = "scheduled"
        self.ends_at = END
        self.paused_at = 0
        self.winners: list[tuple[str, int]] = []
        self.events: list[Json] = []
        self.bids: list[Json] = []
        self.answers: dict[str, Json] = {}
        self.lines: list[Json] = []
        self.known: dict[str, int] = {}
        self.lead = NOBODY
        self.offers: list[Json] = []
        self.retracted: dict[int, list[int]] = {}
        self.cut_off: set[str] = set()
        self._happen(
            ("ItemScheduled", {"listing": {"start_price": 100, "increment": [[0, 200], [10, 25]]}})
        )
        terms = {"increment": INCREMENT, "soft_close": SOFT_CLOSE}
        self._log("put_up", item={**self.view(), **terms})

    @property
    def seq(self) -> int:
        return len(self.events)

    @property
    def price(self) -> int:
        return self.lead[1]

    @property
    def minimum(self) -> int:
        return 100 if self.leader is None else self.price + step(self.price)

    @property
    def leader(self) -> str | None:
        return self.lead[0]

    def bid(
        self, user: str, amount: int, bid_id: str, *, arrives: bool = True, answered: bool = True
    ) -> None:
        """Send a bid; the bid or its answer may be lost."""
        ids = {"bid_id": bid_id, "item_id": self.item_id}
        self._log("sent", user=user, handle=handle(user), **ids, amount=amount, transport="socket")
        answer = self._answer(user, amount, bid_id) if arrives else {}
        if arrives and answered:
            self._log("answer", **ids, **answer)
        else:
            self._log("unconfirmed", **ids, reason="no answer")

    def raise_maximum(self, user: str, most: int, bid_id: str) -> None:
        """Raise the leader's maximum above their bid, which nobody else sees."""
        self.wait(0)
        if self.status not in {"open", "closing"} or self.leader != user or most <= self.lead[2]:
            return
        ids = {"bid_id": bid_id, "item_id": self.item_id}
        self._log("sent", user=user, handle=handle(user), **ids, amount=most, transport="http")
        body = {"bid_id": bid_id, "bidder": [user, handle(user)], "amount": most}
        self.lead = (user, self.price, most)
        self.offers.append({"seq": self.seq + 1, "bidder": user, "amount": most, "bid_id": bid_id})
        self._happen(("MaxRaised", {**body, "max_amount": most}))
        state: Json = {"seq": self.seq, "price": self.price, "minimum": self.minimum}
        self._log("answer", **ids, ok=True, **state, leading=True, ends_at=self.ends_at)

    def force_bid(self, user: str, amount: int, bid_id: str) -> None:
        """Accept a bid against the rules, the only dishonest act here."""
        ids = {"bid_id": bid_id, "item_id": self.item_id}
        self._log("sent", user=user, **ids, amount=amount, transport="http")
        self._log("answer", **ids, **self._accept(user, amount, bid_id, (user, amount, amount)))

    def retract(self, user: str, bid_id: str, *, answered: bool = True) -> None:
        """Retract a bid if it is the user's latest and the item has not ended."""
        self.wait(0)
        mine = [offer for offer in self.offers if offer["bidder"] == user]
        ok = self.status in {"open", "closing", "paused"} and bool(mine)
        ok = ok and mine[-1]["bid_id"] == bid_id
        if ok:
            self._without(mine[-1], max((each["amount"] for each in mine[:-1]), default=0))
        result: Json = {"ok": ok} if answered else {}
        ids = {"item_id": self.item_id, "bid_id": bid_id}
        self._log("retraction", user=user, **ids, **result)

    def run(self, command: str) -> None:
        """Run an auctioneer's command if the item's status allows it."""
        allowed = {"open": {"scheduled"}, "pause": {"open", "closing"}, "resume": {"paused"}}
        allowed |= {"warn": {"open"}, "close": {"open", "closing"}}
        self.wait(0)
        if self.status not in allowed[command]:
            return
        match command:
            case "open":
                self._happen(("ItemOpened", {}), status="open")
            case "pause":
                self.paused_at = self.now
                self._happen(("ItemPaused", {}), status="paused")
            case "resume":
                self.ends_at += self.now - self.paused_at
                self._happen(("ItemResumed", {"ends_at": self.ends_at}), status="open")
            case "warn":
                self._happen(("ItemWarned", {}), status="closing")
            case "close":
                self._close()

    def wait(self, ms: int) -> None:
        """Let time pass."""
        self.now += ms
        if self.status in {"open", "closing"} and self.now >= self.ends_at:
            self._close()

    def cut_off_watcher(self, watcher: str) -> None:
        """Lose a watcher's messages until they watch again or the run settles."""
        self.cut_off.add(watcher)

    def join(self, watcher: str, *, snapshot: bool = False) -> None:
        """Let a watcher watch the item, from the start or from their last `seq`."""
        since = self.known.get(watcher)
        self.cut_off.discard(watcher)
        bids = self.bids[-2:] if snapshot else [b for b in self.bids if b["seq"] > (since or 0)]
        first = bids[0]["seq"] if bids else self.seq + 1
        from_seq = first if snapshot else (since or 0) + 1
        self.known[watcher] = self.seq
        more: Json = {"complete": False} if snapshot else {}
        self._show(watcher, from_seq, bids, None if snapshot else since or 0, **more)

    def settle(self) -> None:
        """Log every watcher's last screen, and every node's view."""
        for watcher, seq in self.known.items():
            if seq < self.seq:
                self.join(watcher)
            state = {"item_id": self.item_id, "seq": self.seq, "price": self.price}
            self._log("end", watcher=watcher, **state)
        self._log_item("node-1")
        self._log_item("node-2")

    def view(self) -> Json:
        """Return the answer to `GET /items/{id}`."""
        return {
            "item_id": self.item_id,
            "title": "A lamp",
            "start_price": 100,
            "status": self.status,
            "price": self.price,
            "minimum": self.minimum,
            "leader": handle(self.leader),
            "bid_count": len(self.bids),
            "ends_at": self.ends_at,
            "seq": self.seq,
            "winners": [{"bidder": handle(user), "amount": sum_} for user, sum_ in self.winners],
        }

    def evidence(self) -> Json:
        """Return a copy of the run's evidence, which a test may falsify."""
        row = {"item_id": self.item_id, "seq": self.seq, "status": self.status}
        row |= {"price": self.price, "leader": self.leader, "bid_count": len(self.bids)}
        archive = {"bids": self.bids, "events": self.events, "items": [row]}
        evidence = {"lines": self.lines, "hot": {self.item_id: self.view()}, "archive": archive}
        return dict(json.loads(json.dumps(evidence)))

    def _answer(self, user: str, amount: int, bid_id: str) -> Json:
        if bid_id in self.answers:
            first = self.answers[bid_id]
            same = any((b["bidder"], b["amount"]) == (user, amount) for b in self._named(bid_id))
            return first if same else {"ok": False, "code": "bid_id_reused"}
        self.wait(0)
        if self.status not in {"open", "closing"}:
            codes = {"scheduled": "not_open", "paused": "paused"}
            return {"ok": False, "code": codes.get(self.status, "closed")}
        if amount < self.minimum:
            details = {"seq": self.seq, "price": self.price, "minimum": self.minimum}
            return {"ok": False, "code": "too_low", **details}
        return self._accept(user, amount, bid_id, lead_after(self.lead, user, amount))

    def _accept(self, user: str, amount: int, bid_id: str, lead: Lead) -> Json:
        seq, leads = self.seq + 1, self.leader == user
        facts = [self._bid_fact(seq, user, amount, bid_id)]
        self.offers.append(self.bids[-1])
        if lead[0] not in (None, user):
            facts.append(self._bid_fact(seq + 1, str(lead[0]), lead[1], bid_id, auto=True))
        self.lead = lead
        late = self.ends_at - self.now <= WINDOW and self.now + EXTENSION > self.ends_at
        if late and not leads:  # A leader's own bid never moves the end.
            self.ends_at = self.now + EXTENSION
            facts.append(("ItemExtended", {"ends_at": self.ends_at}))
        self._happen(*facts, status="open")
        state: Json = {"seq": seq, "price": self.price, "minimum": self.minimum}
        state["leading"] = self.leader == user
        self.answers[bid_id] = {"ok": True, **state, "ends_at": self.ends_at}
        return self.answers[bid_id]

    def _bid_fact(
        self, seq: int, user: str, amount: int, bid_id: str, *, auto: bool = False
    ) -> tuple[str, Json]:
        bid = {"seq": seq, "bid_id": bid_id, "bidder": user, "amount": amount, "at": self.now}
        self.bids.append({"item_id": self.item_id, **bid, "auto": auto})
        body = {"bid_id": bid_id, "bidder": [user, handle(user)], "amount": amount, "auto": auto}
        return "BidAccepted", body

    def _without(self, offer: Json, reach: int) -> None:
        """Retract an offer, with the automatic bids that answered it or went beyond `reach`."""
        self.offers.remove(offer)
        retracted = retracted_with(offer, self.bids, self.offers, reach)
        self.lead = lead_by(self.offers)
        fields: Json = {"bidder": [offer["bidder"], handle(offer["bidder"])]}
        fields |= {"bid_ids": [offer["bid_id"]], "seqs": retracted, "price": self.price}
        fields["leader"] = [self.leader, handle(self.leader)] if self.leader else None
        self.retracted[self.seq + 1] = retracted
        self._happen(("BidsRetracted", fields))

    def _close(self) -> None:
        self.winners = [(self.leader, self.price)] if self.leader else []
        status = "sold" if self.winners else "unsold"
        winners = [[[user, handle(user)], amount] for user, amount in self.winners]
        self._happen(("ItemClosed", {"status": status, "winners": winners}), status=status)

    def _happen(self, *facts: tuple[str, Json], status: str | None = None) -> None:
        """Commit events and send them to the watchers who are not cut off."""
        first = self.seq + 1
        self.status = status or self.status
        for kind, fields in facts:
            event = {"item_id": self.item_id, "seq": self.seq + 1, "at": self.now, "type": kind}
            body = {"type": kind, "seq": self.seq + 1, "at": self.now, **fields}
            self.events.append({**event, "body": body})
        for watcher in self.known.keys() - self.cut_off:
            bids = [bid for bid in self.bids if bid["seq"] >= first]
            self._show(watcher, first, bids, first - 1)
            if self.known[watcher] < first - 1:
                self.join(watcher)
            self.known[watcher] = self.seq

    def _show(
        self, watcher: str, from_seq: int, bids: list[Json], since: int | None, **more: Any
    ) -> None:
        """Send bids, and the numbers of retracted ones: of these bids, or since `since`."""
        retracted = {seq for seqs in self.retracted.values() for seq in seqs}
        listed = {bid["seq"] for bid in bids} & retracted
        for number, seqs in self.retracted.items():
            if since is not None and number > since:
                listed |= set(seqs)
        if not bids and not listed:
            self._log_item(watcher)
            return
        view = self.view()
        state = {name: view[name] for name in ("seq", "price", "leader", "bid_count", "ends_at")}
        rows = [[bid["seq"], bid["bid_id"], handle(bid["bidder"]), bid["amount"]] for bid in bids]
        ids = {"watcher": watcher, "item_id": self.item_id, "from_seq": from_seq}
        self._log("saw", **ids, **state, bids=rows, retracted=sorted(listed), **more)

    def _log_item(self, watcher: str) -> None:
        view = self.view()
        names = ("item_id", "seq", "status", "price", "leader", "winners")
        self._log("item", watcher=watcher, **{name: view[name] for name in names})

    def _log(self, kind: str, **fields: Any) -> None:
        self.lines.append({"k": kind, "t": self.now, **fields})

    def _named(self, bid_id: str) -> list[Json]:
        return [bid for bid in self.bids if bid["bid_id"] == bid_id]


def handle(user: str | None) -> str | None:
    """Return a user's public name."""
    return None if user is None else f"{user.capitalize()}#{user[:1] * 5}"
