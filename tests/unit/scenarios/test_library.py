"""The ready scenarios: they load without a warning, compile, and describe companies one could believe in."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from scenarios.compile import compile_params
from scenarios.files import LIBRARY
from scenarios.flows import expected_flows
from scenarios.json_schema import COMMITTED
from scenarios.load import Plan, load

NAMES = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
FIRST_LINE = "# yaml-language-server: $schema=../scenario.schema.json"


@pytest.fixture(scope="module", params=NAMES)
def plan(request) -> Plan:
    return load(f"library:{request.param}")


def text_of(plan: Plan) -> str:
    return Path(LIBRARY / f"{plan.document.path.removeprefix('library:')}.yaml").read_text(encoding="utf-8")


def test_there_are_the_promised_scenarios():
    assert set(NAMES) >= {"saas", "industrial", "marketplace", "shop", "tiny"}


def test_it_loads_without_a_warning(plan):
    assert plan.warnings == ()


def test_editors_find_the_schema(plan):
    assert text_of(plan).splitlines()[0] == FIRST_LINE
    assert (LIBRARY / "../scenario.schema.json").resolve() == COMMITTED


def test_it_says_how_far_its_numbers_can_be_trusted(plan):
    notes = re.findall(
        r"# \[(peer-reviewed|survey|vendor|assumption)\b|\[(peer-reviewed|survey|vendor|assumption)\b",
        text_of(plan),
    )
    assert len(notes) >= 10


def test_it_compiles_to_tables_that_fit_together(plan):
    params = compile_params(plan.scenario)
    cells, stages, desks = len(params.market.cells), len(params.sales.stages), len(params.people.desks)
    assert params.campaigns.reached.cell.max() < cells
    assert params.sales.moves.to.max() < stages
    assert params.people.seats.desk.max() == desks - 1
    assert params.offer.price.min() > 0
    assert params.offer.mix[..., -1].min() == 1.0
    assert params.draws.rows.ndim == 1
    assert int(params.draws.rows["shape"].max()) == len(params.draws.tables) - 1
    assert len(plan.names.desks) == desks
    assert len(plan.names.seats) == len(params.people.seats)


def test_its_teams_are_busy_but_can_cope(plan):
    flows = expected_flows(plan.scenario)
    hours: dict[str, float] = defaultdict(float)
    capacity: dict[str, float] = defaultdict(float)
    for (team, place), each in flows.capacity.items():
        assert flows.utilisation(team, place) < 0.95, f"{team} at {place} cannot cope"
        hours[team] += flows.hours[team, place]
        capacity[team] += each
    for team, work in hours.items():
        assert 0.5 <= work / capacity[team] <= 0.92, f"{team}: {work / capacity[team]:.0%} busy"


def test_its_funnel_is_of_this_world(plan):
    flows = expected_flows(plan.scenario)
    leads, wins = 365 * sum(flows.leads.values()), 365 * sum(flows.wins.values())
    assert 500 <= leads <= 50_000
    assert 0.02 <= wins / leads <= 0.30, f"{wins / leads:.1%} of the leads win"


def test_the_example_company_is_as_described():
    plan = load("library:saas")
    flows = expected_flows(plan.scenario)
    assert len(plan.names.territories) == 3
    assert len(set(plan.names.regions)) == 2
    assert len(plan.names.months) == 24
    assert 3_000 <= 365 * sum(flows.leads.values()) <= 10_000
