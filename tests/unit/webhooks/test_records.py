"""An attempt has succeeded only with a status of success."""

import pytest

from server.webhooks.records import Attempt


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_a_status_of_success_is_a_receipt(status: int) -> None:
    assert Attempt(status).succeeded


@pytest.mark.parametrize("attempt", [Attempt(199), Attempt(302), Attempt(410), Attempt(500)])
def test_any_other_status_is_a_failure(attempt: Attempt) -> None:
    assert not attempt.succeeded
    assert attempt.gone == (attempt.status == 410)


def test_an_attempt_without_an_answer_is_a_failure() -> None:
    assert not Attempt(error="no connection").succeeded
