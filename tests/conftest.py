"""What every test may rely on: repeatable examples, no display, the public data where they are at hand."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
PUBLIC_DATA = ROOT.parent / "shared" / "data"

os.environ.setdefault("MPLBACKEND", "agg")

settings.register_profile(
    "fast",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", parent=settings.get_profile("fast"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Folder of the public data sets; the test is skipped where they are not at hand."""
    if not PUBLIC_DATA.is_dir():
        pytest.skip("the public data sets are not at hand")
    return PUBLIC_DATA
