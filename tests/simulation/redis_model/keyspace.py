"""What the commands of each type need of the keyspace."""

from abc import ABC, abstractmethod
from typing import TypeVar

from tests.simulation.redis_model.values import Value

T = TypeVar("T")


class Keyspace(ABC):
    """The values of keys, and the times at which they expire."""

    def __init__(self) -> None:
        self.data: dict[bytes, Value] = {}
        self.expires: dict[bytes, int] = {}

    @abstractmethod
    def get(self, key: bytes, kind: type[T]) -> T | None:
        """Return the value of a key, which must be of a type; None if there is none."""

    @abstractmethod
    def made(self, key: bytes, kind: type[T]) -> T:
        """Return the value of a key, a new one if there is none."""

    @abstractmethod
    def now_ms(self) -> int:
        """Return the server's time."""

    @abstractmethod
    def drop_empty(self, key: bytes) -> None:
        """Forget a key whose last element is gone."""
