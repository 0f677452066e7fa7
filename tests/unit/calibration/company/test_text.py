"""Scenario text reads back as what was meant."""

import pytest

from calibration.company.text import flow, line, number
from scenarios.origin import Source, plain
from scenarios.yaml_text import parse_yaml


def read(text: str) -> object:
    node = parse_yaml(text, Source("company.yaml", "base"))
    assert node is not None
    return plain(node)


@pytest.mark.parametrize("name", ["north", "no", "on", "Über & Söhne", "a: b", "007", "x#y"])
def test_any_name_can_be_a_key(name: str):
    assert read(line(0, name, "1", "note")) == {name: 1}
    assert read(line(0, "at", flow({name: "2"}))) == {"at": {name: 2}}


@pytest.mark.parametrize("value", [0.1, 1e-7, 123456.0, 1234567890.0, -0.25, 0.0, 5e-5])
def test_numbers_are_written_without_exponents_to_six_digits(value: float):
    assert "e" not in number(value)
    assert float(number(value)) == pytest.approx(value, rel=1e-5)
