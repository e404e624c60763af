"""The commands of the command line and their arguments."""

import argparse

import pytest

from auction_client.cli.parser import COMMANDS, GROUPS, parser


def test_each_command_stands_in_one_group_and_has_a_help() -> None:
    names = [command.name for _, group in GROUPS for command in group]
    assert len(names) == len(set(names)) == len(COMMANDS)
    text = parser().format_help()
    assert [command.name for command in COMMANDS.values() if command.help not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: auction {name} ")


def test_common_options_stand_before_the_command_or_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUCTION_URL", "http://env")
    monkeypatch.delenv("AUCTION_TOKEN", raising=False)

    def read(*arguments: str) -> tuple[object, ...]:
        options: argparse.Namespace = parser().parse_args(arguments)
        return options.url, options.token, options.json

    assert read("list") == ("http://env", None, False)
    assert read("--url", "http://x", "--json", "list") == ("http://x", None, True)
    assert read("list", "--url", "http://x", "--token", "t", "--json") == ("http://x", "t", True)


def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["dance"], ["bid"], ["bid", "lamp", "1", "--quantity", "0"]):
        with pytest.raises(SystemExit) as ended:
            parser().parse_args(arguments)
        assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
