"""What the tests of scenario files share."""

from collections.abc import Callable

import pytest


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Callable[[dict[str, str]], None]:
    """Write files into the folder that the test runs in, so that messages name them shortly."""
    monkeypatch.chdir(tmp_path)

    def write(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return write
