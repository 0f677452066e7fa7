"""A mapping says what every column means, and is checked before a file is opened."""

from pathlib import Path

import pytest

from calibration.mapping import load_mapping, shipped_mappings
from sim.errors import InputError

MAPPING = """
name: mine
description: a test
readings:
  - table: deals
    files: "*.csv"
    columns: {deal_id: id, created: start}
"""


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_is_valid_and_called_as_its_file(name):
    assert load_mapping(name).name == name


def test_a_time_column_without_a_format_is_refused(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING)
    with pytest.raises(InputError, match=r"readings\.0.*state the format of created"):
        load_mapping(path)


def test_an_unknown_column_is_refused(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING.replace("created: start", "begun: start"))
    with pytest.raises(InputError, match="deals has no column begun; it has deal_id"):
        load_mapping(path)


def test_an_unknown_key_is_refused(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING + "    dates: {created: iso}\n    seperator: ';'\n")
    with pytest.raises(InputError, match=r"readings\.0\.seperator: Extra inputs"):
        load_mapping(path)


def test_duplicate_keys_are_refused(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING + "name: again\n")
    with pytest.raises(InputError, match="name"):
        load_mapping(path)


def test_a_mapping_that_does_not_exist_names_the_shipped_ones():
    with pytest.raises(InputError, match=r"no mapping salesforse\n  shipped: .*foresell"):
        load_mapping("salesforse")
