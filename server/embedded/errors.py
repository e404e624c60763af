"""The one error of the embedded stores."""


class EmbeddedError(Exception):
    """A store can't be had. The message is one line that says what to do about it."""
