"""The calls of a task are noted while they are asked for."""

import asyncio

from server.tracing.calls import note_call, noting_calls


def test_calls_are_noted_inside_only() -> None:
    note_call("read", 0, 1)
    with noting_calls() as calls:
        note_call("acquire", 1, 2)
    note_call("read", 2, 3)
    assert calls == [("acquire", 1, 2)]


async def test_a_task_notes_its_own_calls_only() -> None:
    async def call(name: str) -> list[str]:
        with noting_calls() as calls:
            await asyncio.sleep(0)
            note_call(name, 0, 1)
            await asyncio.sleep(0)
        return [each[0] for each in calls]

    one, other = await asyncio.gather(call("acquire"), call("commit"))
    assert (one, other) == (["acquire"], ["commit"])
