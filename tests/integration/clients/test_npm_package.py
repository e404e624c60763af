"""The SDK as npm packs it, installed into an empty folder and used by Node, a bundler and the compiler."""

import asyncio
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.clients import documented
from tests.integration.clients.javascript import javascript, npm
from tests.nodes import ROOT, LiveNode

WEB = ROOT / "clients/web"
PROGRAMS = Path(__file__).with_name("npm_package")
SDK_BYTES_MAX = 9_000
ALL_BYTES_MAX = 22_000
ROUTES_BYTES_MAX = 3_000
"""Gzipped and minified: the whole package without and with socket.io-client, and the HTTP routes alone."""
RESOLUTIONS: dict[str, dict[str, Any]] = {
    "nodenext": {"module": "nodenext", "lib": ["es2022"]},
    "bundler": {"module": "esnext", "lib": ["es2022", "dom"]},
}
"""The kinds of module resolution, without and with the types of the DOM."""
COMPILER_OPTIONS = {
    "noEmit": True,
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "target": "es2022",
    "types": [],
}


async def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a program; return its output."""
    # The package's scripts call `node`, which may be the one from the wheel.
    path = f"{Path(javascript()).parent}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={**os.environ, "PATH": path, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode == 0, (out + err).decode()
    return out.decode()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the package as it was packed, beside the packages that are installed already."""
    folder = tmp_path_factory.mktemp("program")
    packing = run(*npm(), "pack", "--silent", "--pack-destination", folder, cwd=WEB / "sdk")
    asyncio.run(packing)
    [packed] = folder.glob("*.tgz")
    installed = folder / "own" / "node_modules"
    installed.mkdir(parents=True)
    with tarfile.open(packed) as archive:
        archive.extractall(installed, filter="data")
    (installed / "package").rename(installed / "auction-client")
    (folder / "node_modules").symlink_to(WEB / "node_modules")
    (installed.parent / "package.json").write_text('{"type": "module"}')
    yield installed.parent
    shutil.rmtree(folder)


def test_the_package_holds_modules_declarations_and_the_licence(program: Path) -> None:
    package = program / "node_modules" / "auction-client"
    files = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    described = json.loads((package / "package.json").read_text())
    modules = {str(path.relative_to(WEB / "sdk/src")) for path in (WEB / "sdk/src").rglob("*.ts")}
    built = {f"dist/{each[:-3]}{ending}" for each in modules for ending in (".js", ".d.ts")}
    assert files == {"package.json", "README.md", "LICENSE", *built}
    assert (package / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert described["exports"]["."].items() >= {"types": "./dist/index.d.ts"}.items()


def test_the_package_takes_the_release_of_socket_io_that_the_pages_are_tested_with() -> None:
    package, pages = (
        json.loads(path.read_text()) for path in (WEB / "sdk/package.json", WEB / "package.json")
    )
    versions = [each["dependencies"]["socket.io-client"] for each in (package, pages)]
    assert versions[0] == f"^{versions[1]}"


async def test_programs_in_node_watch_and_bid(node: LiveNode, program: Path) -> None:
    """The last two are those of the documentation, with socket.io-client alone on the contract's page."""
    await node.put_up("lamp", title="A lamp")
    shutil.copy(PROGRAMS / "watch_and_bid.mjs", program)
    report = await run(javascript(), "watch_and_bid.mjs", node.url, node.token("ann"), cwd=program)
    assert json.loads(report) == {"outcome": "accepted", "price": 150, "found": 1}

    (program / "shown.mjs").write_text(documented.program("JavaScript", "js"))
    shown = await run(javascript(), "shown.mjs", cwd=program, AUCTION_URL=node.url)
    first, *_, last = shown.splitlines()
    assert re.fullmatch(r"150 Ann#\w+ 1", first)
    assert last == "accepted"

    steps = documented.first_steps("JavaScript").replace("http://127.0.0.1:8080", node.url)
    (program / "steps.mjs").write_text(f"{steps}\nconsole.log(answer.leading);\nsocket.close();\n")
    assert (await run(javascript(), "steps.mjs", cwd=program)).endswith("true\n")


async def test_a_bundle_of_the_package_is_small(program: Path) -> None:
    shutil.copy(PROGRAMS / "bundle.mjs", program)
    sdk, with_socket_io, routes = json.loads(await run(javascript(), "bundle.mjs", cwd=program))
    assert 3_000 < sdk < SDK_BYTES_MAX
    assert sdk < with_socket_io < ALL_BYTES_MAX
    assert 1_000 < routes < ROUTES_BYTES_MAX


async def test_the_declarations_are_found_and_valid(program: Path) -> None:
    configs = []
    for resolution, options in RESOLUTIONS.items():
        files = ["uses.ts", "uses_contract.ts"] if "dom" in options["lib"] else ["uses.ts"]
        for file in files:
            shutil.copy(PROGRAMS / file, program)
        config = program / f"tsconfig.{resolution}.json"
        compiled = {**COMPILER_OPTIONS, "moduleResolution": resolution, **options}
        config.write_text(json.dumps({"compilerOptions": compiled, "files": files}))
        configs.append(config)
    compiler = WEB / "node_modules/typescript/bin/tsc"
    assert await run(javascript(), compiler, "-b", *configs, cwd=program) == ""
