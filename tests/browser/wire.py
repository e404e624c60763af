"""What a page's websocket carries from the node, to be lost or held back frame by frame."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from playwright.async_api import Page, WebSocketRoute

from tests.patience import PATIENCE_S


class Wire:
    """Sits on the websockets that a page opens from now on."""

    def __init__(self) -> None:
        self._lost: Callable[[str], bool] = lambda frame: False
        self._late: Callable[[str], bool] = lambda frame: False
        self._held: list[tuple[WebSocketRoute, Any]] = []
        self.losses = 0
        self.frames: list[str] = []
        """All that the node has sent, lost or not."""

    async def attach(self, page: Page) -> None:
        """Carry what the page's sockets receive."""
        await page.route_web_socket(re.compile("/socket.io/"), self._carry)

    def lose(self, lost: Callable[[str], bool]) -> None:
        """Lose every frame from the node for which `lost` says so."""
        self._lost = lost

    def hold(self, late: Callable[[str], bool]) -> None:
        """Hold back every frame from the node for which `late` says so, while others overtake it."""
        self._late = late

    async def comes(self, expected: Callable[[str], bool]) -> None:
        """Wait until the node has sent such a frame."""
        async with asyncio.timeout(PATIENCE_S):
            while not any(map(expected, self.frames)):
                await asyncio.sleep(0.01)

    def release(self) -> None:
        """Hand over what was held back."""
        self._late = lambda frame: False
        for socket, frame in self._held:
            socket.send(frame)
        self._held.clear()

    def _carry(self, socket: WebSocketRoute) -> None:
        node = socket.connect_to_server()
        node.on_message(lambda frame: self._pass(socket, frame))

    def _pass(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode()
        self.frames.append(text)
        if self._lost(text):
            self.losses += 1
        elif self._late(text):
            self._held.append((socket, frame))
        else:
            socket.send(frame)
