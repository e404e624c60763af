"""A page's websocket that loses or holds back chosen frames from the node."""

import re

from playwright.async_api import Page, WebSocketRoute

from tests.lossy_frames import LossyFrames


class Wire(LossyFrames):
    """Stands between the node and the websockets that a page opens from now on."""

    async def attach(self, page: Page) -> None:
        """Carry the frames that the page's websockets receive."""
        await page.route_web_socket(re.compile("/socket.io/"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        node = socket.connect_to_server()
        node.on_message(lambda frame: self._receive(socket, frame))

    def _receive(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode()
        self.carry(text, lambda: socket.send(frame))
