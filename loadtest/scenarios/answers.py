"""Which answers the crowd takes for answers: those that the contract has for what was asked."""

from typing import Any

REFUSALS = {"too_low", "not_open", "paused", "closed"}
"""What a sound bid may be refused for."""
COMMANDS = {"warn", "pause", "resume"}
"""An auctioneer's commands; each may come when the item has just ended, or isn't paused any more."""
TOO_LATE = {"not_open", "paused", "closed"}


class WrongAnswerError(Exception):
    """What came is not what the contract says."""


def judged(event: str, answer: Any) -> tuple[str, WrongAnswerError | None]:
    """Name an answer for the report; say what is wrong with it, if anything."""
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return event, WrongAnswerError(f"no answer of the contract: {str(answer)[:80]}")
    if answer["ok"]:
        return f"{event} accepted" if event == "bid" else event, None
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code in (REFUSALS if event == "bid" else TOO_LATE if event in COMMANDS else ()):
        return f"{event} {code}", None
    return event, WrongAnswerError(f"refused: {code}")
