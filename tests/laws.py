"""How laws are tried: on a few examples that Hypothesis makes, or on TRACKER_TEST_EXAMPLES."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("TRACKER_TEST_EXAMPLES", "8"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
# Of examples that take a second each: to shrink one takes longer than to read it.
unshrunk_law = settings(law, phases=[Phase.explicit, Phase.generate])
