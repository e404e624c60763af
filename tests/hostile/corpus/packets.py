"""Packets and payloads that are refused; a packet with the reason under which it is counted, if any."""

import json

LONG = "n" * 60_000
BEFORE_JOINING = {
    '421["watch",{"item_id":"lamp"}]': "not_joined",
    '42["clock",{"sent_at":1}]': "not_joined",
    "41": "",
    "430[]": "acknowledgement",
}
AFTER_JOINING = {
    "430[]": "acknowledgement",
    "43999[1,2]": "acknowledgement",
    "43/elsewhere,1[]": "namespace",
    '42/elsewhere,1["watch",{}]': "namespace",
    "41/elsewhere,": "namespace",
    "40/elsewhere,{}": "namespace",
    '421["watch",{"item_id":"' + "x" * 20_000 + '"}]': "too_long",
    "40": "",
    '421["nonsense",{}]': "",
    f'421["{LONG[:10_000]}",{{}}]': "",
}
CLOSING = [
    f"40/{LONG},",
    f'42/{LONG},1["watch",{{}}]',
    f"43/{LONG},1[]",
    "451-[]",
    "461-[]",
    "44{}",
    "4x",
    "4",
    "42",
    '42{"a":1}',
    '421234567890123456["watch",{}]',
    "40{",
    "40" + "[" * 10_000,
    "40" + json.dumps({"token": "x" * 20_000}),
]
_JOINED = "\x1e".join(("40", '421["watch",{"item_id":"lamp"}]'))
PAYLOADS = [
    *("1\x1e40", "40\x1e1", "40\x1e1\x1e40", "1\x1e1\x1e40", _JOINED, _JOINED + "\x1e1"),
    *(
        "",
        "\x1e",
        "\x1e\x1e",
        "40\x1e",
        "\x1e40",
        "x",
        "9",
        "é",
        "\x00",
        "4" * 1_000,
        "40\x1e" * 900,
    ),
    *("0", "0{}", '0{"sid":"x"}', "2", "2probe", "3", "3probe", "5", "6", "6\x1e5\x1e40"),
    *("\x1e".join(["3"] * 1_500), "\x1e".join(["40"] * 1_000), "\x1e".join(["2"] * 1_000)),
    *("bAAAA", "b", "b!", "b" + "A" * 60_000, "40\x1ebAAAA", "451-[]\x1ebAAAA", "b4" * 100),
    *("d=40", "d=", "d", "d=%34%30", "d=1&d=40", "d=" + "%1e" * 1_000, "d=%ff", "d=40%1e1"),
    *("4" + "[" * 60_000, "4" + "1" * 60_000, "40" + "{" * 60_000, "a" * 65_000, "a" * 70_000),
    *("10:4hello", "1:40", "\x00\x02\xff40", '{"type":"open"}', "GET / HTTP/1.1"),
]
"""Bodies of a polling session's requests, before it has joined."""
