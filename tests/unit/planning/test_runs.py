"""Runs are kept, found again, and go on where they were stopped."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planning import grid
from planning.runs import Job, Options, Variant, open_run, run_plan
from planning.variants import changed, spend_of
from scenarios.compile import compile_params
from scenarios.load import load
from sim.errors import InputError

SHORT = ("months=1",)


@pytest.fixture(scope="module")
def tiny():
    """The smallest library scenario, one month long."""
    return load("library:tiny", settings=SHORT)


def test_the_same_inputs_are_not_simulated_twice(tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = run_plan(tiny, Options(3, out=tmp_path))
    monkeypatch.setattr(grid, "simulate_block", None)
    again = run_plan(tiny, Options(3, out=tmp_path))
    assert (first.reused, again.reused) == (False, True)
    pd.testing.assert_frame_equal(first.summary, again.summary)


def test_another_seed_or_setting_is_another_run(tiny, tmp_path: Path):
    options = Options(2, out=tmp_path)
    folders = {
        run_plan(tiny, options).folder,
        run_plan(tiny, replace(options, seed=99)).folder,
        run_plan(tiny, replace(options, first=2)).folder,
        run_plan(load("library:tiny", settings=[*SHORT, "brand.awareness=30%"]), options).folder,
    }
    assert len(folders) == 4


def test_replications_are_the_same_alone_and_among_others(tiny, tmp_path: Path):
    together = run_plan(tiny, Options(4, out=tmp_path)).summary
    alone = run_plan(tiny, Options(1, first=2, out=tmp_path)).summary
    pd.testing.assert_frame_equal(together.iloc[[2]].reset_index(drop=True), alone)


def test_progress_counts_every_replication_of_the_whole_run(tiny, tmp_path: Path):
    seen: list[tuple[float, int]] = []
    run_plan(tiny, Options(3, out=tmp_path), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3.0, 3)
    assert seen == sorted(seen)


def test_a_run_folder_holds_the_resolved_scenario_and_can_be_opened_alone(tiny, tmp_path: Path):
    run = run_plan(tiny, Options(2, out=tmp_path))
    opened = open_run(run.folder)
    assert opened.plan.document.data == tiny.document.data
    assert opened.options == run.options
    assert set(opened.tables) == set(run.tables)


def test_a_folder_without_a_run_is_refused(tmp_path: Path):
    folder = tmp_path / ("0" * 40)
    folder.mkdir()
    with pytest.raises(InputError, match="no run is kept here"):
        open_run(tmp_path / ("1" * 40))


def test_a_variant_without_change_gives_the_results_of_the_plan(tiny, tmp_path: Path):
    planned = run_plan(tiny, Options(2, out=tmp_path))
    place = tiny.names.sources.index("search")
    same = run_plan(tiny, Options(2, out=tmp_path), variant=changed("search", spend_of(place), 1.0))
    np.testing.assert_array_equal(planned.figures("operating_profit"), same.figures("operating_profit"))
    assert same.folder.parent.name == "workings"


def test_variants_of_different_names_are_different_runs(tiny, tmp_path: Path):
    names = {
        run_plan(tiny, Options(1, out=tmp_path), variant=Variant(name, compile_params)).folder.name
        for name in ("one", "two")
    }
    assert len(names) == 2


def test_an_unknown_key_figure_is_answered_with_the_list(tiny, tmp_path: Path):
    with pytest.raises(InputError, match="no key figure is called 'profits'; choose one of bookings"):
        run_plan(tiny, Options(1, out=tmp_path)).figures("profits")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"replications": 0}, "replications must be at least 1"), ({"first": -1}, "may not be negative")],
)
def test_senseless_options_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        Options(**wrong)


def test_the_order_of_stages_counts_for_the_key_of_a_run():
    plan = load("library:tiny", settings=SHORT)
    turned = replace(plan, document=replace(plan.document, tree=plan.document.tree))
    reversed_data = dict(reversed(list(plan.document.data.items())))
    turned.document.__dict__["data"] = reversed_data
    assert Job(plan, Options(seed=1)).question != Job(turned, Options(seed=1)).question
