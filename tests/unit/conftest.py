"""Sets how many examples Hypothesis tries for each property; HYPOTHESIS_PROFILE chooses a profile.

`dev` is the default. `make unit` uses `fast`, `make nightly` uses `nightly` with `--timeout=0`.
Hypothesis' own time limits are off, because they would test the machine and not a rule.
"""

import os

from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("fast", UNHURRIED, max_examples=30)
settings.register_profile("dev", UNHURRIED, max_examples=100)
settings.register_profile("nightly", UNHURRIED, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
