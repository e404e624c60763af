"""Frames from a node to a client, of which a test loses some and holds back others."""

from collections.abc import Callable

from tests.timeouts import eventually


class LossyFrames:
    """Passes frames on, except those that a test has chosen; every frame goes through `carry`."""

    def __init__(self) -> None:
        self.losses = 0
        self.frames: list[str] = []
        """Every frame that the node has sent, lost or not."""
        self._lost: Callable[[str], bool] = lambda frame: False
        self._late: Callable[[str], bool] = lambda frame: False
        self._held: list[Callable[[], None]] = []

    @property
    def holds(self) -> int:
        """The number of frames that are held back."""
        return len(self._held)

    def lose(self, lost: Callable[[str], bool]) -> None:
        """Lose every frame from the node for which `lost` returns true."""
        self._lost = lost

    def mend(self) -> None:
        """Stop losing frames."""
        self.lose(lambda frame: False)

    def hold(self, late: Callable[[str], bool]) -> None:
        """Hold back every frame from the node for which `late` returns true, while others overtake it."""
        self._late = late

    def release(self) -> None:
        """Pass on the frames that were held back."""
        self.hold(lambda frame: False)
        for pass_on in self._held:
            pass_on()
        self._held.clear()

    async def comes(self, expected: Callable[[str], bool]) -> None:
        """Wait until the node has sent a frame for which `expected` returns true."""
        await eventually(lambda: any(map(expected, self.frames)))

    def carry(self, frame: str, pass_on: Callable[[], None]) -> None:
        """Lose a frame, hold it back, or pass it on."""
        self.frames.append(frame)
        if self._lost(frame):
            self.losses += 1
        elif self._late(frame):
            self._held.append(pass_on)
        else:
            pass_on()
