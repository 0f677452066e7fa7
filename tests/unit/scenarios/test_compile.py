"""From a scenario to numbers: every area, in base units."""

import math
from pathlib import Path

import numpy as np
import pytest

from scenarios.compile import compile_params
from scenarios.compile.build import TIE_DAYS, identity
from scenarios.compile.offer import NO_RIVAL
from scenarios.media import planned_spend
from scenarios.times import end_of, month_dates
from sim.codes import LOST, NONE, WON, Reason, Routing, SourceKind
from sim.params import Params
from sim.streams import sampled
from tests.support.aims import aims_of
from tests.unit.scenarios.plans import BASE, plan_of


def params_of(folder: Path, *settings: str, text: str = BASE) -> Params:
    return compile_params(plan_of(folder, *settings, text=text).scenario)


# ---- time ----


def test_months_follow_the_calendar(tmp_path):
    clock = params_of(tmp_path).clock
    assert (clock.horizon, clock.months) == (365, 12)
    assert clock.month_starts.tolist()[:4] == [0, 31, 59, 90]
    assert clock.month_of[[0, 30, 31, 364]].tolist() == [0, 0, 1, 11]


def test_a_start_in_mid_month_touches_one_more_month(tmp_path):
    params = params_of(tmp_path, "start=2024-01-31", "months=1", "teams.reps.hires=[]")
    assert params.clock.horizon == 29, "one month from 31 January 2024 ends on 29 February"
    assert params.clock.month_starts.tolist() == [0, 1]


def test_a_length_in_days_is_exact(tmp_path):
    text = BASE.replace("months: 12", "days: 10")
    scenario = plan_of(tmp_path, "teams.reps.hires=[]", text=text).scenario
    assert str(end_of(scenario)) == "2025-01-11"
    assert len(month_dates(scenario)) == 1


def test_open_days_count_workdays_without_holidays(tmp_path):
    text = BASE + "calendars: {office: {holidays: [2025-01-01, 2025-01-02]}}\n"
    clock = params_of(tmp_path, text=text).clock
    assert clock.open_before[0, :8].tolist() == [0, 0, 0, 1, 1, 1, 2, 3]
    assert clock.open_days[0, :3].tolist() == [2, 5, 6]
    assert clock.open_before[1].tolist() == list(range(366)), "the calendar `always` has no closed day"
    assert clock.open_days[0, -1] == 10_000_000


# ---- market ----


def test_cells_are_segment_major_and_count_free_accounts(tmp_path):
    market = params_of(tmp_path).market
    assert market.cells.segment.tolist() == [0, 0, 1, 1]
    assert market.cells.accounts.tolist() == [980, 500, 100, 100]
    assert market.cells.customers.tolist() == [20, 0, 0, 0]


def test_growth_is_per_year(tmp_path):
    params = params_of(tmp_path, "market.segments.small.growth=-3% per year")
    assert params.market.segments[0].growth == pytest.approx(-0.03)


def test_season_multiplies_month_weekday_wave_and_macro(tmp_path):
    text = BASE.replace(
        "      fit: {mean: 0.6, sd: 0.2}\n",
        "      fit: {mean: 0.6, sd: 0.2}\n"
        "      seasonality: {months: [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3], weekdays: [1, 1, 0.5, 1, 1, 1, 1],"
        " wave: {amplitude: 0.5, period: 4 days}}\n"
        "      macro: {demand: 2}\n",
    ).replace("  competitors:", "  macro: {demand: {2025-01-02: 1.1}}\n  competitors:")
    season = params_of(tmp_path, text=text).market.season
    assert season[0, 0] == pytest.approx(2.0 * 0.5), "1 January 2025 is a Wednesday"
    assert season[0, 1] == pytest.approx(2.0 * 1.5 * 1.1**2)
    assert season[1].tolist() == [1.0] * 365


# ---- offer ----


def test_prices_change_by_date_and_promotion_to_the_cent(tmp_path):
    changes = (
        "offer.products.core.price_changes=[{from: 2025-02-01, price: 1111.11 EUR}, "
        "{from: 2025-03-01, to: 2025-03-02, discount: 10%}]"
    )
    price = params_of(tmp_path, changes).offer.price
    assert price[0, 0, [0, 30, 31]].tolist() == [100_000, 100_000, 111_111]
    assert price[0, 0, [59, 60, 61]].tolist() == [100_000, 100_000, 111_111]
    assert price[0, 1, 59] == 100_000


def test_utilities_follow_the_formula(tmp_path):
    offer = params_of(tmp_path).offer
    assert offer.ours[0, 0, 0] == pytest.approx(1.0 - 2.0 * math.log(0.9))
    assert offer.rivals[0, 0, 0] == pytest.approx(0.5 - 2.0 * math.log(0.9))
    assert offer.price_gap[0, 0, 0] == pytest.approx(0.0)
    assert offer.rivals[1, 0, 0] == NO_RIVAL, "nobody rivals the second product"
    assert offer.price_gap[1, 0, 0] == 0.0
    assert offer.nothing.tolist() == [0.5, 0.5]


def test_rivals_come_and_go_and_change_prices(tmp_path):
    rival = (
        "market.competitors.rival={price: {core: {2025-01-01: 900 EUR, 2025-01-05: 500 EUR}}, "
        "attributes: {quality: 0.5}, enters: 2025-01-03, leaves: 2025-01-08}"
    )
    offer = params_of(tmp_path, rival).offer
    active = (offer.rivals[0, 0] > NO_RIVAL).tolist()
    assert active[:8] == [False, False, True, True, True, True, True, False]
    assert offer.rivals[0, 0, 4] > offer.rivals[0, 0, 3]
    assert offer.price_gap[0, 0, 4] == pytest.approx(2.0 * math.log(900 / 500))


def test_a_rival_may_ask_segments_different_prices(tmp_path):
    rival = "market.competitors.rival.price={core: {small: 900 EUR, large: 1800 EUR}}"
    offer = params_of(tmp_path, rival).offer
    assert offer.price_gap[0, :, 0] == pytest.approx([0.0, 0.0])


def test_the_mix_is_spread_over_what_is_on_sale(tmp_path):
    text = BASE.replace("share: 100%", "share: 75%").replace(
        "share: 0%", "share: 25%\n      launch: 2025-01-03"
    )
    mix = params_of(tmp_path, text=text).offer.mix
    assert mix[0, 0].tolist() == [1.0, 1.0]
    assert mix[0, 2].tolist() == [0.75, 1.0]


def test_equal_shares_when_none_is_stated(tmp_path):
    text = BASE.replace("      share: 100%\n", "").replace("      share: 0%\n", "")
    assert params_of(tmp_path, text=text).offer.mix[1, 0].tolist() == [0.5, 1.0]


def test_a_roadmap_changes_attributes(tmp_path):
    roadmap = "offer.products.core.roadmap=[{date: 2025-02-01, attributes: {quality: 1.5}}]"
    ours = params_of(tmp_path, roadmap).offer.ours
    assert ours[0, 0, 31] - ours[0, 0, 30] == pytest.approx(0.5)


# ---- campaigns ----


def test_reach_sums_to_one_and_follows_accounts(tmp_path):
    campaigns = params_of(tmp_path).campaigns
    aims = aims_of(campaigns)
    assert list(aims[0].values()) == pytest.approx([0.5, 0.25, 0.125, 0.125]), (
        "3:1 by target, then by accounts"
    )
    assert sum(aims[1].values()) == pytest.approx(1.0)
    assert len(aims[3]) == len(aims[4]) == 0, "customers bring these leads"
    assert campaigns.sources.reach[3] == campaigns.sources.reach[4], "one reach for both"
    assert campaigns.sources.kind.tolist() == [0, 1, 2, SourceKind.REFERRAL, SourceKind.CROSS_SELL]
    assert campaigns.sources.team.tolist() == [NONE, NONE, 0, NONE, NONE]


def test_inbound_leads_follow_awareness_unless_told_otherwise(tmp_path):
    assert params_of(tmp_path).campaigns.sources.awareness_pull.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    params = params_of(tmp_path, "campaigns.website.awareness_pull=30%")
    assert params.campaigns.sources[0].awareness_pull == pytest.approx(0.3)


@pytest.mark.parametrize(
    "budget", ["1000.01 EUR per month", "333.33 EUR per week", "7777.77 EUR per quarter"]
)
def test_a_period_is_spent_to_the_cent(tmp_path, budget):
    scenario = plan_of(tmp_path, f"campaigns.search.budget={budget}", "months=24").scenario
    spend = np.array(planned_spend(scenario, scenario.campaigns["search"]))
    cents = round(float(budget.split()[0]) * 100)
    assert spend.max() - spend.min() <= cents / 28 - cents / 31 + 2
    if "month" in budget:
        assert spend[:31].sum() == spend[31:59].sum() == cents
    if "week" in budget:
        assert spend[5:12].sum() == cents, "Monday 6 January 2025 to Sunday"
    if "quarter" in budget:
        assert spend[:90].sum() == cents


def test_spend_changes_on_dates_and_stops_with_the_flight(tmp_path):
    text = BASE.replace(
        "budget: 3100 EUR per month",
        "budget: {2025-01-02: 100 EUR per day, 2025-01-04: 50 EUR per day}\n    flight: {to: 2025-01-05}",
    )
    assert params_of(tmp_path, text=text).campaigns.spend[1, :7].tolist() == [
        0,
        10_000,
        10_000,
        5000,
        5000,
        0,
        0,
    ]


def test_a_message_beside_the_positioning_builds_less_awareness(tmp_path):
    text = BASE.replace("  calls:", "    awareness_gain: 1% per day\n    message: {a: 1, b: 1}\n  calls:")
    sources = params_of(tmp_path, text=text + "brand: {positioning: {a: 1}}\n").campaigns.sources
    assert sources[1].awareness_gain == pytest.approx(0.01 / math.sqrt(2))
    sources = params_of(tmp_path, text=text + "brand: {positioning: {a: -1, b: -1}}\n").campaigns.sources
    assert sources[1].awareness_gain == 0.0


def test_awareness_is_given_by_segment_or_territory(tmp_path):
    text = BASE + "brand: {awareness: {north: 30%, south: 10%}}\n"
    assert params_of(tmp_path, text=text).brand.awareness.tolist() == [0.3, 0.1, 0.3, 0.1]


# ---- sales ----


def test_stages_and_moves_keep_their_order(tmp_path):
    sales = params_of(tmp_path).sales
    talk, later = sales.stages[0], sales.stages[1]
    assert (talk.role, talk.chooses, talk.first_touch, talk.cold_to) == (0, 1, 1, 1)
    assert (later.role, later.work, later.patience, later.oldest) == (NONE, NONE, NONE, 365.25)
    assert sales.moves.to.tolist() == [WON, 1, LOST, 0, LOST]
    assert sales.moves.upto.tolist() == pytest.approx([0.6, 0.7, 1.0, 0.4, 1.0])
    assert sales.moves.reason.tolist()[2] == Reason.PRICE
    assert sales.expansion_entry == 1


def test_grades_enter_as_told(tmp_path):
    leads = params_of(tmp_path).leads
    assert leads.entry.tolist() == [0, 0, 1, LOST]
    assert leads.urgency.tolist() == [0, 1, 2, 3]


def test_the_default_process_needs_only_a_team_called_sales(tmp_path):
    start, end = BASE.index("leads:\n"), BASE.index("teams:")
    text = (BASE[:start] + BASE[end:]).replace("  reps:", "  sales:").replace("team: reps", "team: sales")
    sales = params_of(tmp_path, text=text).sales
    assert len(sales.stages) == 6
    assert sales.stages.chooses.sum() == 1


# ---- people ----


def test_desks_by_routing_and_place(tmp_path):
    plan = plan_of(tmp_path)
    people = compile_params(plan.scenario).people
    assert plan.names.desks == (
        "reps/north/1",
        "reps/north/2",
        "reps/north/3",
        "reps/south/1",
        "support/everywhere",
    )
    assert people.desks.seats.tolist() == [1, 1, 1, 1, 2]
    assert people.desks.territory.tolist() == [0, 0, 0, 1, 2], (
        "the number of territories stands for everywhere"
    )
    assert people.teams.desks.tolist() == [3, 1, 1]
    assert people.teams.routing.tolist() == [Routing.LEAST_LOADED, Routing.LEAST_LOADED, Routing.POOL]
    assert people.team_of.tolist() == [[0, 1], [2, 2]]
    assert people.desks.first_seat.tolist() == [0, 1, 2, 3, 4]


def test_hires_are_extra_seats_that_open_later(tmp_path):
    seats = params_of(tmp_path).people.seats
    assert seats.opens.tolist() == [0.0, 0.0, 181.0, 0.0, 0.0, 0.0]
    assert seats.tenure.tolist() == [730.5, 730.5, 0.0, 730.5, 730.5, 730.5]
    assert seats.salary.tolist() == [400_000] * 4 + [300_000] * 2


def test_a_company_wide_team_stands_in_where_there_is_none(tmp_path):
    params = params_of(tmp_path, "teams.reps.at={north: 2, everywhere: 1}")
    assert params.people.team_of[0].tolist() == [0, 1]


def test_ramps_are_padded_with_their_last_value(tmp_path):
    ramps = params_of(tmp_path).people.ramps
    assert ramps.tolist() == [[0.5, 1.0], [1.0, 1.0]]


def test_one_more_rep_changes_nobody_else(tmp_path):
    few, more = params_of(tmp_path).people.seats, params_of(tmp_path, "teams.reps.at.north=3").people.seats
    traits = {row.identity: row.skill for row in few}
    assert {row.identity: row.skill for row in more if row.identity in traits} == traits
    assert len(more) == len(few) + 1


def test_skills_are_spread_around_their_mean(tmp_path):
    skills = params_of(tmp_path, "teams.reps.at.north=64").people.seats.skill[:64]
    assert np.mean(skills) == pytest.approx(1.0, abs=0.01)
    assert np.std(skills) == pytest.approx(0.1, rel=0.1)


def test_one_more_campaign_changes_no_identity(tmp_path):
    text = BASE.replace("  search:", "  fair: {kind: partner, leads: 1 per day}\n  search:")
    few, more = params_of(tmp_path), params_of(tmp_path, text=text)
    assert set(few.campaigns.sources.identity) < set(more.campaigns.sources.identity)
    assert few.market.cells.identity.tolist() == more.market.cells.identity.tolist()
    assert identity("website") == few.campaigns.sources[0].identity
    assert 0 <= identity("website") < 2**62


# ---- orders, customers, money ----


def test_products_take_over_what_their_entry_leaves_out(tmp_path):
    routes = params_of(tmp_path).fulfilment.routes
    assert routes.credit_role.tolist() == [1, 1]
    assert routes.promise.tolist() == [10.0, 8.0]
    assert routes.transit[0] == NONE
    assert routes.transit[1] != NONE
    assert routes.credit_reject.tolist() == [0.02, 0.02]


def test_care_of_a_product_differs_only_where_told(tmp_path):
    customers = params_of(tmp_path).customers
    assert customers.care.visit_every.tolist() == [90.0, 0.0]
    assert customers.care.again.tolist()[0] == NONE
    assert customers.care.cross_product.tolist() == [1, 1]
    assert (customers.referral_source, customers.cross_source, customers.initial_product) == (3, 4, 0)


def test_a_ticket_rate_becomes_its_gap(tmp_path):
    params = params_of(tmp_path)
    gap = params.customers.care[0].ticket_gap
    assert sampled(params.draws, gap, 0.5) == pytest.approx(365.25 / 2 * math.log(2))


def test_money_is_in_cents(tmp_path):
    finance = params_of(tmp_path).finance
    assert (finance.opening_cash, finance.overhead) == (10_000_000, 1_000_000)


def test_policies_count_months_and_are_off_when_left_out(tmp_path):
    shift = params_of(tmp_path).policies.reallocation
    assert (shift.every, shift.window, shift.lag) == (1, 3, 1)
    text = BASE[: BASE.index("policies:")]
    assert params_of(tmp_path, text=text).policies.reallocation.every == 0


# ---- distributions ----


@pytest.mark.parametrize(
    ("written", "median"),
    [
        ("{exponential: {mean: 10 days}}", 10 * math.log(2)),
        ("{lognormal: {median: 7 days, sigma: 0.7}}", 7.0),
        ("{lognormal: {mean: 7 days, sigma: 0.7}}", 7.0 * math.exp(-0.245)),
        ("{gamma: {mean: 10 days, shape: 1}}", 10 * math.log(2)),
        ("{erlang: {mean: 10 days, phases: 1}, plus: 1 day}", 10 * math.log(2) + 1),
        ("{weibull: {scale: 10 days, shape: 2}}", 10 * math.sqrt(math.log(2))),
        ("{weibull: {mean: 10 days, shape: 1}}", 10 * math.log(2)),
        ("{uniform: {low: 2 days, high: 4 days}}", 3.0),
        ("{empirical: [5 days, 1 day, 2 days]}", 2.0),
        ("{empirical: [5 days]}", 5.0),
        ("5 days", 5.0),
    ],
)
def test_every_family_has_its_median(tmp_path, written, median):
    params = params_of(tmp_path, f"stages.later.wait={written}")
    assert sampled(params.draws, params.sales.stages[1].wait, 0.5) == pytest.approx(median, rel=1e-5)


def test_constant_times_are_told_apart_and_constant_quantities_are_exact(tmp_path):
    params = params_of(tmp_path)
    low, high = (sampled(params.draws, params.sales.stages[1].wait, chance) for chance in (1e-9, 1 - 1e-9))
    assert 30.0 <= low < high <= 30.0 + TIE_DAYS
    quantity = params.offer.products[0].quantity
    assert sampled(params.draws, quantity, 0.1) == sampled(params.draws, quantity, 0.9) == 1.0


def test_a_rate_of_leaving_becomes_an_exponential_stay(tmp_path):
    params = params_of(tmp_path)
    stay = params.people.seats[0].attrition
    assert sampled(params.draws, stay, 0.5) == pytest.approx(365.25 / 0.2 * math.log(2))
    assert params.people.seats[4].attrition == NONE


def test_the_same_distribution_is_kept_once(tmp_path):
    rows = params_of(tmp_path).draws.rows
    assert len({tuple(row) for row in rows.tolist()}) == len(rows)
