"""The command that writes the pages again."""

import pytest

from loadtest.bench.publish import __main__ as command
from loadtest.bench.publish.pages import PublishError


def test_the_command_publishes_the_stored_results(monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[bool] = []
    monkeypatch.setattr(command, "publish", lambda: published.append(True))
    monkeypatch.setattr(command, "publish_scaling", lambda: published.append(True))
    assert command.main([]) == 0
    assert published == [True, True]


def test_a_readme_without_the_marks_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise PublishError("README.md lacks the marks")

    monkeypatch.setattr(command, "publish", refused)
    assert command.main([]) == 2
    assert capsys.readouterr().err == "README.md lacks the marks\n"
