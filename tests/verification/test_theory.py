"""Our closed forms against each other, and against published values where these are at hand."""

import math

import numpy as np
import pytest

from tests.verification.registry import ENTRIES
from tests.verification.theory import flows, money, queues

PUBLISHED = [
    (name, quantity, place) for name, entry in ENTRIES.items() for quantity, place in entry.published.items()
]


def published(entries, place):
    """A reference output by entry and dotted path."""
    entry, path = place.split(":")
    value = entries[entry]["outputs"]
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return float(value)


@pytest.mark.parametrize(("name", "quantity", "place"), PUBLISHED)
def test_our_formula_gives_the_published_value(name, quantity, place, closed_forms):
    assert ENTRIES[name].expected()[quantity] == pytest.approx(published(closed_forms, place), rel=1e-6)


def test_lost_calls_are_the_published_ones(closed_forms):
    assert queues.erlang_b(10, 8.0) == pytest.approx(published(closed_forms, "q02:B_10_8"), rel=1e-6)
    assert queues.erlang_b(40, 36.0) == pytest.approx(published(closed_forms, "q02:B_40_36"), rel=1e-6)


def test_infinite_servers_in_a_wave_are_the_published_ones(closed_forms):
    laws = {
        "exp_mean3": queues.memoryless(3.0),
        "lognormal_mean3_sigma0p8": queues.lognormal(3.0, 0.8),
        "deterministic3": queues.fixed(3.0),
    }
    for name, law in laws.items():
        wave = queues.sinusoidal_load(10.0, 0.5, 12.0, law)
        for time in (24, 27, 30, 33):
            expected = published(closed_forms, f"q09:t={time}.{name}")
            assert wave.at(time) == pytest.approx(expected, rel=1e-6)


def test_the_way_from_empty_is_the_published_one(closed_forms):
    times = (5, 20, 100, 500, 1000)
    for time, mean in zip(times, queues.transient_queue(0.9, 1.0, 1, times), strict=True):
        assert mean == pytest.approx(published(closed_forms, f"q11:t={time}"), rel=1e-6)


def test_best_splits_and_prices_are_the_published_ones(closed_forms):
    roots = money.best_split_of_roots((3.0, 2.0, 1.0, 0.5), 1000.0)
    assert roots == pytest.approx(closed_forms["d06"]["outputs"]["x"], rel=1e-6)
    split = money.best_split_of_saturating((500, 300, 120, 40), (200, 80, 150, 20), 400.0)
    assert split == pytest.approx(closed_forms["d07"]["outputs"]["x"], rel=1e-6)
    assert money.best_price(40.0, 2.5) == pytest.approx(published(closed_forms, "d09:p_star"), rel=1e-6)


def test_chances_of_the_chain_are_the_published_ones_from_every_stage(closed_forms):
    inputs, outputs = closed_forms["f01"]["inputs"], closed_forms["f01"]["outputs"]
    found = flows.absorption(inputs["Q"], inputs["R"], inputs["stage_days"])
    assert found.ends[:, 0] == pytest.approx(list(outputs["P_win"].values()), rel=1e-6)


def test_revenue_ramps_up_as_published(closed_forms):
    for month in (1, 6, 12, 24):
        place = f"month.{month}"
        earned, owed = money.recognised(120_000.0, 12, month), money.deferred(120_000.0, 12, month)
        assert earned == pytest.approx(published(closed_forms, f"o05:recognised_{place}"), rel=1e-6)
        assert owed == pytest.approx(published(closed_forms, f"o05:deferred_end_{place}"), rel=1e-6)


def test_endless_patience_is_erlang_c():
    patient, waiting = queues.erlang_a(8.0, 1.0, 1e7, 10), queues.erlang_c(8.0, 1.0, 10)
    assert patient.mean == pytest.approx(waiting.mean, rel=1e-5)
    assert patient.share == pytest.approx(waiting.share, rel=1e-5)


def test_patience_as_long_as_service_makes_servers_of_the_queue():
    """With equal rates of service and of giving up, the number there is Poisson: M/M/infinity."""
    found = queues.erlang_a(5.0, 1.0, 1.0, 3)
    assert found.share == pytest.approx(1.0 - math.exp(-5.0) * (1.0 + 5.0 + 12.5), rel=1e-9)


def test_priorities_move_waiting_about_but_do_not_make_any():
    classes = [queues.Class(0.2, 1.0), queues.Class(0.3, 0.5, 0.0), queues.Class(0.1, 2.0, 2.0)]
    work = [case.arrivals * case.service for case in classes]
    in_turn = queues.cobham(classes)
    turned = queues.cobham(classes[::-1])[::-1]
    assert np.dot(work, in_turn) == pytest.approx(np.dot(work, turned), rel=1e-12)
    assert queues.cobham_servers((0.3, 0.4), 1.0, 1) == pytest.approx(
        queues.cobham([queues.Class(0.3, 1.0), queues.Class(0.4, 1.0)]), rel=1e-12
    )


def test_exponential_work_makes_the_general_queue_erlangs():
    assert queues.pollaczek_khinchine(0.9, 1.0, 1.0).mean == pytest.approx(queues.erlang_c(0.9, 1.0, 1).mean)


def test_the_way_from_empty_leads_to_the_steady_state():
    waiting = queues.erlang_c(1.2, 1.0, 2)
    assert queues.transient_queue(1.2, 1.0, 2, [500.0])[0] == pytest.approx(waiting.queue + 1.2, rel=1e-6)


@pytest.mark.parametrize("law", [queues.memoryless(3.0), queues.lognormal(3.0, 0.8), queues.fixed(3.0)])
def test_constant_arrivals_fill_infinite_servers_up_to_rate_times_mean(law):
    assert queues.stepwise_load([7.0] * 400, law, [400])[0] == pytest.approx(21.0, rel=1e-6)


def test_daily_steps_of_a_wave_are_close_to_the_wave():
    """Rates that change once a day run half a day late: less than 0.3 % here."""
    law, level = queues.memoryless(91.3125), 10.0
    rates = [level * (1.0 + 0.5 * math.sin(2.0 * math.pi * day / 365.25)) for day in range(3000)]
    wave = queues.sinusoidal_load(level, 0.5, 365.25, law)
    for day in (2600, 2700, 2800, 2900):
        assert queues.stepwise_load(rates, law, [day])[0] == pytest.approx(wave.at(day), rel=3e-3)


def test_all_that_starts_in_a_chain_ends():
    moves, ends, days = ((0.2, 0.3), (0.1, 0.0)), ((0.4, 0.1), (0.2, 0.7)), (3.0, 5.0)
    assert flows.absorption(moves, ends, days).ends.sum(axis=1) == pytest.approx([1.0, 1.0])
    late = flows.ended_by(moves, ends, days, 1000.0)
    assert late == pytest.approx(flows.absorption(moves, ends, days).ends, rel=1e-9)


def test_a_chain_of_one_stage_is_a_race():
    found = flows.race(0.04, 0.025, 30.0)
    by = flows.ended_by(((0.0,),), ((0.04 / 0.065, 0.025 / 0.065),), (1.0 / 0.065,), 30.0)
    assert list(by[0]) == pytest.approx([found.first_by, found.second_by], rel=1e-9)
    assert found.first_by + found.second_by + found.open == pytest.approx(1.0)


def test_best_splits_spend_the_budget_at_equal_marginal_returns():
    most, half = (500.0, 300.0, 120.0, 40.0), (200.0, 80.0, 150.0, 20.0)
    split = money.best_split_of_saturating(most, half, 400.0)
    returns = [v * k / (x + k) ** 2 for v, k, x in zip(most, half, split, strict=True)]
    assert sum(split) == pytest.approx(400.0)
    assert returns == pytest.approx([returns[0]] * 4)
    assert 0.0 in money.best_split_of_saturating((500.0, 1.0), (10.0, 100.0), 5.0)
