"""Textbook values; the tests that need them are skipped where they are not at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "closed_forms.json"


@pytest.fixture(scope="session")
def closed_forms() -> dict[str, Any]:
    """Entries by their name."""
    if not REFERENCE.is_file():
        pytest.skip("the reference values are not at hand")
    entries = json.loads(REFERENCE.read_text(encoding="utf-8"))["entries"]
    return {entry["id"]: entry for entry in entries}
