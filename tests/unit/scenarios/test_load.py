"""Loading: one call from a file to a checked plan."""

import subprocess
import sys

import pytest

from scenarios.json_schema import COMMITTED, scenario_schema, schema_text
from scenarios.load import load
from scenarios.names import names_of
from scenarios.schema.base import Section
from scenarios.schema.documentation import documentation
from scenarios.schema.scenario import Scenario
from sim.errors import InputError
from tests.unit.scenarios.plans import BASE, plan_of, refused


def test_a_plan_knows_scenario_document_names_and_warnings(tmp_path):
    plan = plan_of(tmp_path)
    assert plan.scenario.name == "Test company"
    assert plan.document.locate("currency").line == 4
    assert plan.names == names_of(plan.scenario)
    assert plan.names.cell_labels == ("small/north", "small/south", "large/north", "large/south")
    assert plan.names.regions == ("one", "two")
    assert len(plan.names.months) == 12
    assert plan.names.seats[-1] == "support/everywhere/2"


def test_overlays_and_settings_reach_the_scenario(tmp_path):
    overlay = tmp_path / "plan_b.yaml"
    overlay.write_text("campaigns: {website: {leads: 5 per day}}\n")
    path = tmp_path / "plan.yaml"
    path.write_text(BASE)
    plan = load(path, overlays=[overlay], settings=["seed=9"])
    assert plan.scenario.campaigns["website"].leads == 5.0
    assert plan.scenario.seed == 9


SHAPES = [
    ("months: 12", "months: 12\ndays: 3", "either as months or as days"),
    ("reps\n    work: 2 h", "reps\n    work: 2 days", "needs a number of working hours"),
    ("wait: 30 days", "wait: {exponential: {mean: 3 days}, gamma: {mean: 1 h, shape: 2}}", "exactly one of"),
    ("wait: 30 days", "wait: {plus: 1 day}", "exactly one of"),
    ("wait: 30 days", "wait: {lognormal: {sigma: 1}}", "give either median or mean"),
    ("wait: 30 days", "wait: {weibull: {shape: 1}}", "give either mean or scale"),
    ("wait: 30 days", "wait: {uniform: {low: 3 days, high: 1 day}}", "low must not be above high"),
    ("wait: 30 days", "wait: {exponential: {mean: 0 days}}", "must be greater than 0"),
    ("fit: {mean: 0.6, sd: 0.2}", "fit: {mean: 0.6}", "give either mean and sd, or value"),
    ("fit: {mean: 0.6, sd: 0.2}", "fit: {mean: 0.01, sd: 0.2}", "too large for a share with mean 0.01"),
    ("budget: 3100 EUR per month", "budget: 3100 EUR", "write '1000 EUR per day'"),
    ("budget: 3100 EUR per month", "budget: 3100 USD per month", "the scenario's currency is EUR"),
    ("{form: geometric, decay: 0.5}", "{form: geometric}", "form geometric needs decay"),
    ("{form: geometric, decay: 0.5}", "{form: weibull_pdf}", "form weibull_pdf needs shape and scale"),
    ("kind: goods", "kind: good", "unknown value 'good' (did you mean 'goods'?)"),
    ("won: 60%", "won: 160%", "a share lies between 0% and 100%"),
    ("leads: 2 per day", "leads: -2 per day", "cannot be negative"),
    ("discount: 0%", "price_changes: [{from: 2025-02-01}]", "give either a price (it stays) or a discount"),
    ("discount: 0%", "price_changes: [{from: 2025-02-01, discount: 5%}]", "a promotion needs 'to'"),
    ("salary: 4000 EUR per month", "salary: 4000 EUR per month\n    salery: 1", "(did you mean 'salary'?)"),
    ("start: 2025-01-01", "start: 2025-02-30", "start:"),
    ("start: 2025-01-01", "start: 9999-12-31", "must be less than or equal to 2199-12-31"),
    ("  reps:\n", "  re|ps:\n", "re|ps"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), SHAPES, ids=[case[2] for case in SHAPES])
def test_a_key_that_cannot_be_read_is_told(tmp_path, old, new, message):
    assert BASE.count(old) == 1
    told = refused(tmp_path, text=BASE.replace(old, new))
    assert message in told
    assert "plan.yaml:" in told


def test_grades_must_fall(tmp_path):
    text = BASE.replace("leads:\n  entry", "leads:\n  grades: {A: 0.2, B: 0.5}\n  entry")
    assert "the scores must fall from A to C" in refused(tmp_path, text=text)


def test_a_calendar_stays_within_the_day(tmp_path):
    text = BASE + "calendars: {late: {starts_at: 20 h}}\n"
    assert "must not pass midnight" in refused(tmp_path, text=text)


def test_a_missing_file_is_told():
    with pytest.raises(InputError, match="no such file"):
        load("does/not/exist.yaml")


def test_the_committed_json_schema_is_the_generated_one():
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), (
        "write it anew: python -c 'from scenarios.json_schema import *; COMMITTED.write_text(schema_text())'"
    )


def test_the_json_schema_names_every_part_readably():
    parts = scenario_schema()["$defs"]
    assert all(name.isidentifier() and "__" not in name for name in parts)
    assert {"SpreadOfDays", "SpreadOfHours", "Quantity", "Stage", "Team"} <= set(parts)


def sections(model: type[Section]) -> list[type[Section]]:
    return [model, *(each for below in model.__subclasses__() for each in sections(below))]


def test_every_key_is_documented():
    missing = [
        f"{model.__name__}.{name}"
        for model in sections(Section)
        if model.__module__.startswith("scenarios.schema")
        for name in model.model_fields
        if not documentation(model).get(name)
    ]
    assert not missing, missing
    assert documentation(Scenario)["seed"]


def test_loading_imports_nothing_heavy():
    heavy = ("numba", "numpy", "scipy", "pandas", "matplotlib", "simpy")
    code = (
        "import sys; from scenarios.load import load; import scenarios.explain, scenarios.names; "
        "load('library:saas'); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
