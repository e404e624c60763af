"""Values that no field of their kind accepts, written as JSON, because Python can't write all of them."""

import json
from collections.abc import Iterable

AMOUNT_MAX = 10**15
TWO_DAYS_MS = 2 * 86_400_000

STRUCTURES = (
    "[]",
    "{}",
    "[1]",
    "[[1,2]]",
    '{"a":1}',
    '{"$gt":0}',
    '{"__proto__":{"role":"admin"}}',
    "[null]",
    "[" * 100 + "]" * 100,
    '{"a":' * 50 + "1" + "}" * 50,
    "[" + ",".join(["0"] * 2_000) + "]",
)
NO_NUMBERS = (
    '"1"',
    '"100"',
    '""',
    '" 1"',
    '"1e3"',
    '"NaN"',
    '"\\u0661\\u0660"',
    '"1;DROP TABLE bids"',
    "true",
    "false",
)
_TOO_LONG = "1" + "0" * 400 + ".0"
NO_INTEGERS = (
    "1.5",
    "100.0",
    "1e2",
    "1E+2",
    "0.1",
    "-0.0",
    "1e-7",
    "1e308",
    "-1e308",
    "150.00000000000001",
    _TOO_LONG,
)
BEYOND = (
    "-1",
    "-100",
    "-9223372036854775808",
    "-9223372036854775809",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1" + "0" * 30,
    "1" + "0" * 100,
    "9" * 400,
    "-" + "9" * 400,
)
"""Integers outside the range of every field."""
NO_TEXTS = ("0", "1", "-1", "1.5", "true", "false", "9" * 100)
NO_FLAGS = ('"true"', '"yes"', '""', "0", "1", "-1", "1.0", '"on"')

_STRINGS = (
    "\x00",
    "a\x00b",
    "\x01",
    "\x1b[2J",
    "\x7f",
    "\x9b2J",
    "a\r\nSet-Cookie: a=b",
    "\u2028",
    "\u200b",
    "\u202eab",
    "\u2066ab",
    "\ufeffa",
    "\u00ad",
    "\U000e0041",
)
_LONE_SURROGATES = ('"\\ud800"', '"a\\udfffb"', '"\\udc00\\ud800"')
HIDDEN = (*map(json.dumps, _STRINGS), *_LONE_SURROGATES)
"""Texts with characters that no line of text may have."""
BLANK = tuple(map(json.dumps, ("", " ", "\u00a0", "\u2800", "\u3000", "\u3164", " \u2003 ")))

_NO_IDS = (
    *("a b", " a", "a ", "a\n", "a\t", "a/b", "../a", "a%00", "%2e%2e", "a\\b", "a:b"),
    *("*", "?", "[a-z]", "{s00}", "{s00}:item:lamp", "a,b", "a;b", "a|b", "a&b", "a=b"),
    *("$(id)", "`id`", "${jndi:ldap://x/a}", "{{7*7}}", "<%= 1 %>", "#{1}"),
    *("' OR '1'='1", "'; DROP TABLE bids; --", '" OR ""="', "1) OR 1=1", "\\'; --"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)"),
    *("é", "\uff41", "\u0430", "\uff10", "\U0001f4b0", "\ufb00", "\u0130", "\u0661", "\u212a"),
    *("a" * 65, "a" * 1_000, "a" * 15_000, "é" * 5_000),
)
NO_IDS = (*map(json.dumps, _NO_IDS), *HIDDEN, *BLANK)
NO_WORDS = (*NO_IDS, '"a"', '"English"', '"MISTYPED"', '"undefined"')
"""Texts that are none of the few words of a field."""
NO_URLS = tuple(
    map(
        json.dumps,
        (
            *(
                "a",
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "//x/y",
                "ftp://x",
            ),
            *("http://", "http:// ", "http://x/ y", "http://é/", "https://x/\n", "https://x/\x00"),
            "https://x/" + "a" * 2_000,
        ),
    )
)

UNREADABLE = frozenset(
    (
        *(_TOO_LONG, *_LONE_SURROGATES, f'{{"a":{_TOO_LONG}}}'),
        *(f"[{each}]" for each in _LONE_SURROGATES),
    )
)
"""Values that are JSON by its grammar and that a socket's packet can't have: they close it."""

KINDS: dict[str, Iterable[str]] = {
    "amount": (*BEYOND, "0", str(AMOUNT_MAX + 1), *NO_INTEGERS, *NO_NUMBERS, *STRUCTURES),
    "number": (*BEYOND, *NO_INTEGERS, *NO_NUMBERS, *STRUCTURES),
    "fraction": (*NO_NUMBERS, *STRUCTURES),
    "flag": (*NO_FLAGS, *STRUCTURES),
    "id": (*NO_IDS, *NO_TEXTS, *STRUCTURES),
    "word": (*NO_WORDS, *NO_TEXTS, *STRUCTURES),
    "url": (*NO_URLS, *HIDDEN, *NO_TEXTS, *STRUCTURES),
    "line": (*HIDDEN, *BLANK, json.dumps("a" * 256), *NO_TEXTS, *STRUCTURES),
    "text": (
        json.dumps("a\x00b"),
        json.dumps("a" * 4_001),
        *_LONE_SURROGATES,
        *NO_TEXTS,
        *STRUCTURES,
    ),
    "token": (json.dumps("a" * 4_097), '""', *NO_TEXTS, *STRUCTURES),
    "object": (*NO_TEXTS, '""', '"a"', *(each for each in STRUCTURES if each != "{}"), "[{}]"),
    "urls": (
        *(*NO_TEXTS, '""', '"a"', *(each for each in STRUCTURES if each != "[]")),
        *(f"[{each}]" for each in (*NO_URLS, *HIDDEN)),
    ),
    "metadata": (
        *(*NO_TEXTS, '""', '"a"', "[{}]", '{"":1}', '{"a b":1}', '{"\\u0000":1}'),
        *(each for each in STRUCTURES if each not in ("{}", '{"a":1}')),
        *('{"a":"\\u0000"}', *(f'{{"a":{each}}}' for each in NO_INTEGERS)),
        json.dumps({f"a{number}": number for number in range(65)}),
    ),
    "lot": (*NO_IDS, *NO_TEXTS, *STRUCTURES),
    "rows": (
        *NO_TEXTS,
        *('""', '"a"', "{}", "[]", "[[]]", "[[0]]", "[0,10]", "[[0,0]]", "[[0,10,20]]", "[[0,-1]]"),
        *("[[-1,10]]", "[[0,1.5]]", '[["0",10]]', "[[0,true]]", "[[0,10],[0,20]]"),
        *(
            "[[0,10],[100,20],[50,30]]",
            f"[[0,{AMOUNT_MAX + 1}]]",
            f"[[{10**30},10]]",
            "[[0,10],null]",
        ),
        *(f"[[0,10],[1,{10**400}]]", '{"ladder":[]}', '{"ladder":[1]}', '{"ladder":[2,1]}'),
        *('{"ladder":[1,1]}', '{"ladder":[1,1e30]}', '{"ladder":1}', '{"ladder":[1,2],"x":1}'),
        "[" + ",".join(f"[{number},10]" for number in range(101)) + "]",
        "[" + ",".join(f"[{number},10]" for number in range(1_000)) + "]",
    ),
}
"""For each kind of field, values that it refuses as `invalid`."""


def group_of(value: str) -> str:
    """Name the group of a value for the counts."""
    groups = {'"': "texts", "t": "flags", "f": "flags", "[": "structures", "{": "structures"}
    return groups.get(value[0], "numbers")
