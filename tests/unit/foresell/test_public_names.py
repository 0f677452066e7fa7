"""The public names of the package lead where they should, and nothing heavy is loaded for them."""

from pathlib import Path

import pytest

import foresell


@pytest.mark.parametrize("name", foresell.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(foresell, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'foresell' has no attribute 'simulate'"):
        foresell.simulate  # noqa: B018


def test_a_few_lines_do_what_the_commands_do(tmp_path: Path) -> None:
    baseline = foresell.load("library:tiny", settings=["months=1"])
    dearer = foresell.load("library:tiny", settings=["months=1", "offer.products.product.price=11000 EUR"])
    plans = [foresell.Candidate("As it is", baseline), foresell.Candidate("Dearer", dearer)]
    options = foresell.Options(replications=3, out=tmp_path)
    run = foresell.run(baseline, options)
    extras = foresell.Extras(returns=False, drivers=False)
    study = foresell.compare(plans, foresell.Request(sequential=False), options, extras)
    assert len(run.summary) == 3
    assert study.comparison.runs[0].reused
    assert foresell.report(study, tmp_path / "report.html").is_file()
