"""Variables that look like settings are named."""

from server.unknown_settings import unknown_variables


def test_a_variable_that_looks_like_a_setting_and_is_none_is_found() -> None:
    found = unknown_variables(
        {
            "AUCTION_PROT": "80",
            "auction_port": "80",
            "AUCTION_SECRET_FILE": "/run/secrets/auction",
            "AUCTION_URL": "http://127.0.0.1",
            "AUCTION_TOKEN": "t",
            "AUCTION_PUBLIC_PORT": "80",
            "PATH": "/bin",
        }
    )
    assert list(found) == ["AUCTION_PROT"]
    assert "AUCTION_PORT" in found["AUCTION_PROT"]
