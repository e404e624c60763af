"""HAProxy in front of a cluster's nodes, with the rules of the deployment.

It knows every slot from its start. A server is switched on when its node starts, and from then on HAProxy's
own checks of `/readyz` decide whether it gets clients.
"""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from server.cluster.configuration import DEPLOYED, ConfigurationError, configuration
from server.cluster.slots import Slot
from server.embedded.errors import EmbeddedError
from server.embedded.process import Program, supervised
from server.settings import SettingsError

_STOP_STEPS = ((signal.SIGTERM, 2.0),)
_COMMAND_TIMEOUT_S = 2.0
_UP_TIMEOUT_S = 15.0
_UP_POLL_S = 0.1
_NAME, _OPERATIONAL_STATE = 3, 5
_RUNNING = "2"


class Balancer:
    """A HAProxy, by the folder of its configuration and of the unix socket of its commands."""

    def __init__(self, folder: Path, bind: str, slots: Sequence[Slot]) -> None:
        """Write the configuration, in which every slot waits; raises SettingsError."""
        self.file = folder / "haproxy.cfg"
        self.commands = folder / "commands"
        self._bind = bind
        self._servers = {slot.name: slot.server() for slot in slots}
        self._write()

    async def switch_on(self, slot: Slot) -> None:
        """Let a slot's server get clients once its node is ready; raises EmbeddedError.

        It stays so if HAProxy is started again.
        """
        self._servers[slot.name] = replace(self._servers[slot.name], waits=False)
        self._write()
        await _ask(self.commands, f"enable server nodes/{slot.name}")

    def _write(self) -> None:
        servers = list(self._servers.values())
        try:
            deployed = DEPLOYED.read_text()
            text = configuration(deployed, self._bind, servers, commands=self.commands)
        except (OSError, ConfigurationError) as error:
            raise SettingsError(f"{DEPLOYED}: {error}") from None
        self.file.write_text(text)

    async def serves(self, slot: Slot) -> bool:
        """Return whether HAProxy gives clients to a slot's node."""
        for line in (await _ask(self.commands, "show servers state nodes")).splitlines():
            fields = line.split()
            if len(fields) > _OPERATIONAL_STATE and fields[_NAME] == slot.name:
                return fields[_OPERATIONAL_STATE] == _RUNNING
        return False

    async def until_served(self, slot: Slot) -> bool:
        """Wait, for a bounded time, until HAProxy serves a slot's node; return whether it does."""
        deadline = asyncio.get_running_loop().time() + _UP_TIMEOUT_S
        while not await self.serves(slot):
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(_UP_POLL_S)
        return True


def find_haproxy() -> str:
    """Return the path of HAProxy; raises SettingsError, which names the remedy, if it is not installed."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SettingsError(
            "HAProxy isn't installed, and a cluster needs it: `apt-get install haproxy`, "
            "`dnf install haproxy` or `brew install haproxy`. `make run` runs one node without it"
        )
    return found


@asynccontextmanager
async def running_balancer(
    host: str, port: int, slots: Sequence[Slot], log_file: Path
) -> AsyncIterator[Balancer]:
    """Run HAProxy at an address while inside; raises SettingsError or EmbeddedError."""
    with tempfile.TemporaryDirectory(prefix="auction-cluster-") as name:
        balancer = Balancer(Path(name), f"{host}:{port}", slots)
        program = Program(
            name="haproxy",
            command=(find_haproxy(), "-db", "-f", str(balancer.file)),
            log_file=log_file,
            is_ready=lambda: _takes_commands(balancer.commands),
            stop_steps=_STOP_STEPS,
            orphan_signal=signal.SIGTERM,
        )
        async with supervised(program):
            yield balancer


async def _takes_commands(commands: Path) -> bool:
    try:
        return bool(await _ask(commands, "show info"))
    except EmbeddedError:
        return False


async def _ask(commands: Path, command: str) -> str:
    """Send HAProxy a command and return its answer; raises EmbeddedError."""
    try:
        async with asyncio.timeout(_COMMAND_TIMEOUT_S):
            reader, writer = await asyncio.open_unix_connection(str(commands))
            try:
                writer.write(f"{command}\n".encode())
                return (await reader.read()).decode()
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise EmbeddedError(f"HAProxy does not take commands: {error or 'no answer'}") from None
