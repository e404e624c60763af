"""How hard Hypothesis tries: `dev` on every run, `nightly` with HYPOTHESIS_PROFILE=nightly.

A nightly run takes its time: give pytest `--timeout=0`. How fast examples are made says something about
the machine and nothing about a rule, so nobody looks at it.
"""

import os

from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("dev", UNHURRIED, max_examples=100)
settings.register_profile("nightly", UNHURRIED, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
