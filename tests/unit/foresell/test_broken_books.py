"""Books that do not balance: the command fails, and leaves no result that somebody could trust."""

from pathlib import Path
from typing import Any

import pytest

import sim.run
from foresell.cli import main
from sim.codes import CellFlow
from sim.engine.replicate import replicate
from sim.outcome import Outcome

SHORT = ["library:tiny", "--set", "months=1", "--replications", "3"]
COMMANDS = [
    ["run", *SHORT],
    ["run", *SHORT, "--json"],
    ["compare", "library:tiny", "plan.yaml", "--fixed", "--replications", "3"],
    ["targets", *SHORT, "--target", "1M EUR"],
    ["trace", "library:tiny"],
]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def with_a_lead_that_never_came(*arguments: Any) -> Outcome:
    outcome = replicate(*arguments)
    outcome.books.cells[0, CellFlow.LEADS, 0] += 1
    return outcome


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_broken_law_is_an_error_and_nothing_is_reported(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("plan.yaml").write_text("offer: {products: {product: {price: 11000 EUR}}}\n")
    monkeypatch.setattr(sim.run, "replicate", with_a_lead_that_never_came)
    assert main(arguments) == 3
    told = capsys.readouterr()
    assert "the books do not balance" in told.err
    assert "leads with an account and deals from before = won + lost + open: cell 0" in told.err
    assert told.out == ""
    assert not [path for path in Path().rglob("*") if path.suffix in (".html", ".csv", ".xlsx", ".parquet")]
