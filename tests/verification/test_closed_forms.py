"""Ordinary scenarios against textbook values, by the rule of tests.verification.entry.

A right engine fails one comparison with probability 4.7e-4, and the family of all of them (some hundred and
thirty, taken as independent) with probability 6 %, whatever the seed; seeds are fixed, so is the outcome.
Every entry is also run with one rate 3 % wrong.
"""

import numpy as np
import pytest
from scipy import stats

from sim.codes import CellFlow, MediaState, Money
from sim.run import simulate
from tests.verification.entry import FALSE_ALARM, compare, false_alarms, notices, problems
from tests.verification.measure import SEED, contract_money, measured, scenario
from tests.verification.registry import ENTRIES
from tests.verification.theory import money, queues

DAILY = {name: entry for name, entry in ENTRIES.items() if not entry.slow}
LEAST_NOTICED = 0.95
LARGER = 4


@pytest.mark.parametrize("name", DAILY)
def test_a_scenario_reproduces_its_textbook_values(name):
    assert not problems(compare(ENTRIES[name]))


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_a_scenario_reproduces_its_textbook_values_on_a_larger_sample(name):
    assert not problems(compare(ENTRIES[name], times=1 if ENTRIES[name].slow else LARGER))


def unnoticed(entries):
    return [name for name, entry in entries.items() if not notices(entry)]


def test_a_rate_that_is_three_percent_wrong_is_noticed_in_95_percent_of_the_entries():
    missed = unnoticed(DAILY)
    assert len(missed) <= (1.0 - LEAST_NOTICED) * len(DAILY), f"not noticed in {missed}"


@pytest.mark.slow
def test_slow_entries_notice_a_rate_that_is_three_percent_wrong():
    assert not unnoticed({name: entry for name, entry in ENTRIES.items() if entry.slow})


def test_the_false_alarms_of_the_suite_are_few():
    random = [entry for entry in ENTRIES.values() if entry.tolerance == 0.0]
    comparisons = sum(len(entry.expected()) for entry in random)
    assert pytest.approx(4.65e-4, rel=1e-3) == FALSE_ALARM
    assert false_alarms(comparisons) < 0.065


def test_leads_of_a_year_are_poisson():
    """Dispersion of 400 yearly counts: chi-square, a false alarm in 0.1 % of all seeds."""
    totals = measured("d03", (), 400, lambda run: [float(run.books.cells[:, CellFlow.LEADS].sum())])[0]
    weekdays = (1.15, 1.2, 1.1, 1.05, 0.9, 0.35, 0.25)
    mean = money.seasonal_leads(20.0, weekdays, 0.3, 365.0, 365)
    dispersion = float(((totals - mean) ** 2).sum()) / mean
    low, high = stats.chi2(len(totals)).ppf([0.0005, 0.9995])
    assert low < dispersion < high


def test_deals_under_way_in_a_wave_are_poisson():
    """Dispersion of 200 counts at the end of q09: chi-square, a false alarm in 0.1 % of all seeds."""
    days = 366
    level = 900.0 / 30.4375
    rates = [level * (1.0 + 0.5 * np.sin(2.0 * np.pi * day / 365.25)) for day in range(days)]
    kinds = (queues.memoryless(91.3125), queues.lognormal(91.3125, 0.8), queues.fixed(91.3125))
    mean = sum(queues.stepwise_load(rates, law, [days])[0] for law in kinds) / len(kinds)
    counts = measured("q09", ("months=12",), 200, lambda run: [float(run.census.deals.sum())])[0]
    dispersion = float(((counts - mean) ** 2).sum()) / mean
    low, high = stats.chi2(len(counts)).ppf([0.0005, 0.9995])
    assert low < dispersion < high


def test_a_single_pulse_is_worth_its_whole_carry_over():
    books = simulate(scenario("d04"), SEED, [0]).outcomes[0].books
    pulse = books.media[:, MediaState.ADSTOCK, 2].sum()
    assert pulse == pytest.approx(money.adstock_steady(100.0, 0.6), rel=1e-9)


def test_revenue_of_contracts_is_exact_to_the_cent():
    for lines in contract_money(20):
        billed = lines[:-1, Money.BILLINGS]
        spread = np.zeros(len(billed) + 12, np.int64)
        for month, amount in enumerate(billed):
            spread[month : month + 12] += amount // 12
        assert (lines[:-1, Money.REVENUE] == spread[: len(billed)]).all()
        assert lines[-1, Money.REVENUE] == spread[len(billed) :].sum()


def test_the_best_split_of_a_budget_beats_any_other_that_is_tried():
    """The value of the four channels of d06 at the split of theory, against equal shares."""
    responses = simulate(scenario("d06"), SEED, [0]).outcomes[0].books.media[0, MediaState.SATURATION] / 31.0
    weights = np.array([3.0, 2.0, 1.0, 0.5])
    best, equal = float(weights @ responses[1:5]), float(weights.sum() * responses[5])
    assert best == pytest.approx(np.sqrt(1000.0 * (weights**2).sum()), rel=1e-5)
    assert equal < best


def test_the_whole_budget_in_one_s_shaped_channel_beats_equal_shares():
    """The optimum of d08 is a corner: 80.4 against 56.7, and 70.3 in the other corner."""
    shares = simulate(scenario("d08"), SEED, [0]).outcomes[0].books.media[0, MediaState.SATURATION] / 31.0
    first, first_half, second, second_half = shares[1:5]
    assert first > second > first_half + second_half
