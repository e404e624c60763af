"""The export of a baseline's rows."""

import asyncio
import json
import sys
from pathlib import Path

from loadtest.baselines.archive import archive
from tests.integration.loadtest.baselines.servers import bid, running
from tests.nodes import StoreUrls, connected


async def test_the_archive_is_exported_in_the_form_that_the_audit_reads(
    stores: StoreUrls, tmp_path: Path
) -> None:
    async with running("lua", stores) as node:
        await node.put_up()
        async with connected(node, node.token("ann")) as ann:
            await ann.call("bid", bid(150))
    export = ["-m", "loadtest.baselines.archive", str(tmp_path), "--database", stores.database]
    process = await asyncio.create_subprocess_exec(sys.executable, *export, "--items", "lamp,vase")
    assert await process.wait() == 0
    found = json.loads((tmp_path / "archive.json").read_text())
    assert found == await archive(stores.database)
    assert (len(found["bids"]), found["events"], found["items"]) == (1, [], [])
    assert await archive(stores.database, ["vase"]) == {"bids": [], "events": [], "items": []}
