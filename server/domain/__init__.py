"""The auction rules as pure functions on frozen values: no I/O, no asyncio, no clock, no randomness."""
