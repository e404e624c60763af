"""A naive model of an item, to compare the decider with.

It keeps the history (every bid, the beginning of a pause) and computes each value anew, where the
decider keeps values and emits events. A verdict is `ok` or the code of a rejection.
"""

from dataclasses import dataclass, field

WAITING, LIVE, HALTED, OVER, GONE = "waiting", "live", "halted", "over", "gone"
DELETED = "deleted"


@dataclass(slots=True)
class NaiveItem:
    """An item of `owner`'s; `window_ms` 0: no soft close."""

    owner: str
    start_price: int
    rows: list[tuple[int, int]]
    window_ms: int
    extend_ms: int
    opens_at: int | None
    ends_at: int | None
    phase: str = WAITING
    warned: bool = False
    halted_at: int = 0
    bids: list[tuple[str, int]] = field(default_factory=list)

    def pass_time(self, now: int) -> None:
        """Let the clock do what it does by itself."""
        if self.phase == WAITING and self.opens_at is not None and self.opens_at <= now:
            self.phase = LIVE
        if self.phase == LIVE and self.ends_at is not None and self.ends_at <= now:
            self.phase = OVER

    @property
    def status(self) -> str:
        """The word that the public sees."""
        if self.phase == OVER:
            return "sold" if self.bids else "unsold"
        if self.phase == LIVE:
            return "closing" if self.warned else "open"
        return {WAITING: "scheduled", HALTED: "paused", GONE: "cancelled", DELETED: "deleted"}[
            self.phase
        ]

    @property
    def best(self) -> tuple[str, int] | None:
        """Whoever bid the most, the earliest of equals, and how much."""
        ranked = sorted(enumerate(self.bids), key=lambda each: (-each[1][1], each[0]))
        return ranked[0][1] if ranked else None

    @property
    def minimum(self) -> int:
        """The least that the next bid may be."""
        if self.best is None:
            return self.start_price
        price = self.best[1]
        step = self.rows[0][1]
        for start, row_step in self.rows:
            if price >= start:
                step = row_step
        return price + step

    def bid(self, user: str, amount: int, now: int) -> str:
        """Take a bid or say why not."""
        self.pass_time(now)
        if self.phase != LIVE:
            return self._why_not_live()
        if user == self.owner:
            return "own_item"
        if self.best is not None and self.best[0] == user:
            return "already_leading"
        if amount < self.minimum:
            return "too_low"
        self.bids.append((user, amount))
        self.warned = False
        if self.window_ms and self.ends_at is not None and now >= self.ends_at - self.window_ms:
            self.ends_at = max(self.ends_at, now + self.extend_ms)
        return "ok"

    def run(self, command: str, user: str, role: str, now: int, ends_at: int) -> str:
        """Carry out an auctioneer's command or say why not; only `extend` looks at `ends_at`."""
        self.pass_time(now)
        if self.phase == DELETED:
            return "not_found"
        if role != "admin" and (role != "auctioneer" or user != self.owner):
            return "forbidden"
        match command:
            case "open":
                return self._open(now)
            case "pause":
                return self._pause(now)
            case "resume":
                return self._resume(now)
            case "warn":
                return self._warn()
            case "close":
                return self._close()
            case "cancel":
                return self._cancel()
            case _:
                return self._extend(ends_at, now)

    def edit(self, start_price: int | None, user: str, role: str, now: int) -> str:
        """Change the start price, or with None only the description, or say why not."""
        self.pass_time(now)
        if self.phase == DELETED:
            return "not_found"
        if role != "admin" and (role != "auctioneer" or user != self.owner):
            return "forbidden"
        if start_price in (None, self.start_price):
            return "ok"
        if self.phase != WAITING:
            return "invalid"
        self.start_price = start_price
        return "ok"

    def delete(self, user: str, role: str, now: int) -> str:
        """Delete the item or say why not."""
        self.pass_time(now)
        if role != "admin" and (role != "auctioneer" or user != self.owner):
            return "forbidden"
        if self.phase in (WAITING, DELETED):
            self.phase = DELETED
            return "ok"
        return "conflict" if self.phase == LIVE else self._why_not_live()

    def _why_not_live(self) -> str:
        reasons = {WAITING: "not_open", HALTED: "paused", DELETED: "not_found"}
        return reasons.get(self.phase, "closed")

    def _open(self, now: int) -> str:
        if self.phase == LIVE:
            return "ok"
        if self.phase != WAITING:
            return self._why_not_live()
        if self.ends_at is not None and self.ends_at <= now:
            return "invalid"
        self.phase = LIVE
        return "ok"

    def _pause(self, now: int) -> str:
        if self.phase == HALTED:
            return "ok"
        if self.phase != LIVE:
            return self._why_not_live()
        self.phase, self.halted_at, self.warned = HALTED, now, False
        return "ok"

    def _resume(self, now: int) -> str:
        if self.phase == LIVE:
            return "ok"
        if self.phase != HALTED:
            return self._why_not_live()
        self.phase = LIVE
        if self.ends_at is not None:
            self.ends_at += now - self.halted_at
        return "ok"

    def _warn(self) -> str:
        if self.phase != LIVE:
            return self._why_not_live()
        self.warned = True
        return "ok"

    def _close(self) -> str:
        if self.phase == OVER:
            return "ok"
        if self.phase != LIVE:
            return self._why_not_live()
        self.phase = OVER
        return "ok"

    def _cancel(self) -> str:
        if self.phase == OVER:
            return "closed"
        self.phase = GONE
        return "ok"

    def _extend(self, ends_at: int, now: int) -> str:
        if self.phase in (OVER, GONE):
            return "closed"
        if ends_at == self.ends_at:
            return "ok"
        if self.phase == WAITING and self.opens_at is not None and ends_at <= self.opens_at:
            return "invalid"
        if ends_at <= now or (self.ends_at is not None and ends_at < self.ends_at):
            return "invalid"
        self.ends_at = ends_at
        return "ok"
