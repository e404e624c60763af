"""The two forms of output: lines for people, JSON for programs."""

import json

import pytest

from auction_client.cli.output import Output, json_line
from auction_client.messages import CommandAnswer, Refusal

BAD = "\u202eA\nn\x1b[2J\u200bn\x7f"


def test_lines_for_people_have_no_hidden_characters(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).show(CommandAnswer(seq=3), BAD)
    out = capsys.readouterr().out
    assert out == "\\u202eA\\nn\\x1b[2J\\u200bn\\x7f\n"


def test_json_is_one_line_of_printable_ascii() -> None:
    line = json_line({"name": BAD})
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["name"] == BAD


def test_programs_get_a_value_for_each_object_and_no_notes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = Output(as_json=True)
    out.list_all([CommandAnswer(seq=3), CommandAnswer(seq=4)], ["never shown"])
    out.note("waiting")
    assert capsys.readouterr() == ('{"seq":3}\n{"seq":4}\n', "")


def test_a_failure_is_a_line_or_an_object_on_the_error_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusal = Refusal(code="too_low", message="too low", details={"minimum": 5})
    Output(as_json=False).fail("refused", refusal)
    assert capsys.readouterr() == ("", "refused\n")
    Output(as_json=True).fail("refused", refusal)
    failure = json.loads(capsys.readouterr().err)
    assert failure == {"error": {"code": "too_low", "message": "too low", "minimum": 5}}
