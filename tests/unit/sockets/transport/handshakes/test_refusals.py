from server.sockets.transport.handshakes.refusals import stopping, too_many, upgrade_required


def test_a_refused_handshake_says_in_whole_seconds_when_to_come_back() -> None:
    refused = too_many(1_001)
    assert refused["status"] == "429 Too Many Requests"
    assert dict(refused["headers"])["Retry-After"] == "2"
    assert stopping()["status"] == "503 Service Unavailable"
    assert dict(stopping()["headers"])["Retry-After"] == "1"


def test_a_websocket_of_another_version_learns_the_right_one() -> None:
    refused = upgrade_required("use 13")
    assert refused["status"] == "426 Upgrade Required"
    assert dict(refused["headers"])["Sec-WebSocket-Version"] == "13"
    assert refused["response"] == b"use 13"
