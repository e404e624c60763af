"""The answers that the contract allows for each event."""

from typing import Any

REFUSALS = {"too_low", "not_open", "paused", "closed"}
"""The codes with which a well-formed bid may be refused."""
COMMANDS = {"warn", "pause", "resume"}
"""An auctioneer's commands; the item may have ended, or have left its pause, just before one arrives."""
TOO_LATE = {"not_open", "paused", "closed"}


class WrongAnswerError(Exception):
    """The contract doesn't allow the answer."""


def judged(event: str, answer: Any) -> tuple[str, WrongAnswerError | None]:
    """Return an answer's name in the report, and an error if the contract doesn't allow the answer."""
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return event, WrongAnswerError(f"not an answer of the contract: {str(answer)[:80]}")
    if answer["ok"]:
        return f"{event} accepted" if event == "bid" else event, None
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code in (REFUSALS if event == "bid" else TOO_LATE if event in COMMANDS else ()):
        return f"{event} {code}", None
    return event, WrongAnswerError(f"refused: {code}")
