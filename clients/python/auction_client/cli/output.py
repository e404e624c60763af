"""The output of a command: lines for people, or JSON with an object a line for programs."""

import json
import sys
from collections.abc import Iterable

import msgspec

from auction_client.cli.terminal import visible
from auction_client.messages import Refusal


class Output:
    """Prints the results of a command in one of the two forms, and its failures on the error output."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, value: object, *lines: str) -> None:
        """Print a value as JSON, or lines that describe it."""
        if self.as_json:
            print(json_line(value), flush=True)
        else:
            self.say(*lines)

    def list_all(self, values: Iterable[object], lines: Iterable[str]) -> None:
        """Print each of several values as JSON, or the lines that describe them."""
        if self.as_json:
            for value in values:
                print(json_line(value), flush=True)
        else:
            self.say(*lines)

    def remark(self, text: str) -> None:
        """Print a remark between the results, in JSON an object with a `message`."""
        self.show({"message": text}, text)

    def say(self, *lines: str) -> None:
        """Print lines for people, whatever they hold."""
        for line in lines:
            print(visible(line), flush=True)

    def fail(self, text: str, refusal: Refusal | None = None, **details: str) -> None:
        """Print a failure on the error output."""
        if not self.as_json:
            print(visible(text), file=sys.stderr)
            return
        error: dict[str, object] = {"message": text, **details}
        if refusal is not None:
            error = {"code": refusal.code, "message": refusal.message, **refusal.details}
        print(json_line({"error": error}), file=sys.stderr)

    def note(self, text: str) -> None:
        """Print a note for people beside the result, on the error output."""
        if not self.as_json:
            print(visible(text), file=sys.stderr, flush=True)


def json_line(value: object) -> str:
    """Write a value as JSON in printable ASCII, which no terminal and no encoding can change."""
    text = json.dumps(msgspec.to_builtins(value), separators=(",", ":"))
    return text.replace("\x7f", r"\u007f")
