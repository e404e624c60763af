"""The one error of the embedded stores."""


class EmbeddedError(Exception):
    """A store can't be started. The message is one line that says how to solve this."""
