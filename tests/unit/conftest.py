"""How hard Hypothesis tries: `dev` on every run, `nightly` with HYPOTHESIS_PROFILE=nightly.

A nightly run takes its time: give pytest `--timeout=0`.
"""

import os

from hypothesis import settings

settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
