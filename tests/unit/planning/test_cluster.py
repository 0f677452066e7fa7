"""Addresses of clusters are understood, and what is missing is said."""

import importlib.util

import pytest

from planning.cluster import open_cluster
from sim.errors import InputError


@pytest.mark.parametrize("address", ["", "here", "local", "local:0", "local:x", "host:8786"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match=f"'{address}' is no cluster: write tcp://host:8786, or local:2"):
        open_cluster(address)


@pytest.mark.parametrize("address", ["local:2", "tcp://host:8786", "tls://host:8786"])
def test_without_the_library_the_message_says_what_to_install(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'pip install "foresell\[cluster\]"'):
        open_cluster(address)
