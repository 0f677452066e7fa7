from collections.abc import Sequence

import numpy as np
import pytest

from sim.books import Books, new_books
from sim.codes import Account, BrandState, CellFlow, DeskFlow, MediaState, Money, SourceFlow
from sim.daily import EXPERIENCE_SCALE, Daily, feel, new_daily
from sim.mornings import begin_day, end_run
from sim.params import Params
from sim.params.policies import Policies, Reallocation
from tests.support.aims import intensities
from tests.support.companies import company, network

CAMPAIGN, OUTBOUND, REFERRAL = 1, 2, 3
PARAMS = company(days=100, reps=4)


def after(params: Params, days: int) -> tuple[Books, Daily]:
    """Books and state after the first instants of so many days, without any events."""
    books, daily = new_books(params), new_daily(params)
    for day in range(days):
        begin_day(params, books, daily, day)
    return books, daily


def paid(books: Books, line: Money) -> list[int]:
    return [int(cents) for cents in books.money_places[:, line].sum(axis=1)]


def test_before_the_first_day_all_accounts_are_free_or_customers():
    daily = new_daily(PARAMS)
    assert daily.accounts[Account.FREE].tolist() == [2000] * 4
    assert daily.accounts[Account.CUSTOMER].tolist() == [5, 0, 0, 0]
    assert not daily.accounts[[Account.PIPELINE, Account.LAPSED]].any()


def test_seats_that_open_later_are_empty_at_first():
    daily = new_daily(PARAMS)
    assert daily.filled.tolist() == [1, 1, 1, 0, 1, 1]
    assert daily.heads.tolist() == [1, 1, 1, 0, 2]


def test_salaries_and_overhead_are_paid_on_the_first_day_of_each_month():
    books, _ = after(PARAMS, 61)
    assert paid(books, Money.SALARIES) == [5 * 400_000] * 3 + [0, 0]
    assert paid(books, Money.OVERHEAD) == [2_000_000] * 3 + [0, 0]
    assert paid(books, Money.CASH_OUT)[2] == 5 * 400_000 + 2_000_000 + 12_345


def test_media_are_paid_every_day_and_carried_over():
    books, daily = after(PARAMS, 2)
    assert daily.spent[CAMPAIGN, :3].tolist() == [12_345, 12_345, 0]
    assert books.money_sources[0, Money.MEDIA, CAMPAIGN] == 2 * 12_345
    assert books.media[0, MediaState.ADSTOCK, CAMPAIGN] == pytest.approx(123.45 + 123.45 * 1.6)
    response = (197.52 / 100.0) ** 1.2
    assert daily.response[CAMPAIGN] == pytest.approx(response / (1.0 + response))


def test_intensity_is_rate_times_weight_times_demand_times_awareness():
    _, daily = after(PARAMS, 1)
    found = intensities(PARAMS, daily, 0)
    assert found[0].tolist() == pytest.approx([2.0 * 0.25 * (0.5 + 0.5 * 0.3)] * 4)
    visits = 80.0 * daily.response[CAMPAIGN]
    assert found[CAMPAIGN].tolist() == pytest.approx([visits * 0.05 * 0.25] * 4)
    assert daily.rates[REFERRAL] == 0.0


def test_outbound_leads_follow_the_productive_seats():
    _, daily = after(PARAMS, 1)
    assert daily.rates[OUTBOUND] == pytest.approx(0.1 * 3.0), "three ramped reps are there, one is to come"


def test_expected_leads_of_a_month_are_the_sum_of_its_days():
    books, daily = new_books(PARAMS), new_daily(PARAMS)
    total = np.zeros(5)
    for day in range(30):
        begin_day(PARAMS, books, daily, day)
        total += intensities(PARAMS, daily, day).sum(axis=1)
    assert books.media[0, MediaState.EXPECTED_LEADS].tolist() == pytest.approx(total.tolist())


def test_seat_days_are_counted_on_working_days():
    books, _ = after(PARAMS, 30)
    assert books.desks[0, DeskFlow.SEAT_DAYS].tolist() == [22, 22, 22, 0, 60]
    assert books.desks[0, DeskFlow.OPEN_SEAT_DAYS].tolist() == [0, 0, 0, 22, 0]


def test_accounts_grow_by_the_year_in_segments_that_grow():
    params = company(days=366)
    books, daily = after(params, 366)
    assert books.cells[:, CellFlow.ACCOUNTS_NEW].sum(axis=0).tolist() == [200, 200, 0, 0]
    assert daily.accounts[Account.FREE].tolist() == [2200, 2200, 2000, 2000]


def test_experiences_move_reputation_the_day_after():
    books, daily = after(PARAMS, 1)
    for _ in range(3):
        feel(books, daily, 0, 2, 0.9)
    before = daily.reputation.copy()
    begin_day(PARAMS, books, daily, 1)
    assert daily.reputation[2] == pytest.approx(0.9 + (before[2] - 0.9) * 0.99**3)
    assert daily.reputation[[0, 1, 3]].tolist() == before[[0, 1, 3]].tolist()
    assert daily.experiences.tolist() == [0, 0, 0, 0]
    assert books.cells[0, CellFlow.SATISFACTION_COUNT, 2] == 3
    assert books.cells[0, CellFlow.SATISFACTION_SUM, 2] == 3 * 0.9 * EXPERIENCE_SCALE


def test_awareness_without_media_and_customers_only_decays():
    campaigns = PARAMS.campaigns._replace(spend=np.zeros_like(PARAMS.campaigns.spend))
    _, daily = after(PARAMS._replace(campaigns=campaigns), 51)
    decay = PARAMS.brand.decay
    assert daily.awareness[1] == pytest.approx(0.3 * (1.0 - decay) ** 50)


def two_campaigns(policy: Reallocation) -> Params:
    """A company that spends on its inbound source, too, and may shift budgets between the two."""
    spend = PARAMS.campaigns.spend.copy()
    spend[0] = 20_000
    return PARAMS._replace(campaigns=PARAMS.campaigns._replace(spend=spend), policies=Policies(policy))


def decide(params: Params, wins: Sequence[int]) -> Daily:
    """State on day 90, when the first two months brought so many customers by source."""
    books, daily = after(params, 60)
    books.sources[:2, SourceFlow.WON, :-1] = wins
    for day in range(60, 91):
        begin_day(params, books, daily, day)
    return daily


def test_budgets_move_to_the_cheaper_campaign_and_their_total_stays():
    daily = decide(two_campaigns(Reallocation(3, 2, 1, 0.2, 0.3)), [1, 30, 0, 0, 0])
    assert daily.budget[0] < 1.0 < daily.budget[1]
    assert daily.budget[0] * 20_000 + daily.budget[1] * 12_345 == pytest.approx(20_000 + 12_345)
    assert daily.budget[2:].tolist() == [1.0] * 3


def test_without_the_policy_budgets_stay_as_planned():
    daily = decide(two_campaigns(Reallocation(0, 2, 1, 0.2, 0.3)), [1, 30, 0, 0, 0])
    assert daily.budget.tolist() == [1.0] * 5


def test_no_decision_is_made_before_the_records_are_there():
    _, daily = after(two_campaigns(Reallocation(1, 2, 1, 0.2, 0.3)), 61)
    assert daily.budget.tolist() == [1.0] * 5


def test_month_ends_show_the_state_of_that_moment():
    books, daily = after(PARAMS, 30)
    at_the_end = daily.awareness.copy()
    begin_day(PARAMS, books, daily, 30)
    assert books.brand[0, BrandState.AWARENESS].tolist() == at_the_end.tolist()
    assert books.heads[0].tolist() == [1, 1, 1, 0, 2]
    end_run(PARAMS, books, daily)
    assert books.accounts[-1].tolist() == daily.accounts.tolist()


def test_accounts_with_open_deals_are_in_the_pipeline_from_the_beginning():
    daily = new_daily(network())
    assert daily.accounts[Account.PIPELINE].tolist() == [0, 6, 6, 0]


def test_leads_in_batches_are_as_many_but_arrive_at_fewer_moments():
    params = network()
    books, daily = after(params, 1)
    alone, single = after(company(days=100, reps=3), 1)
    batches, leads = intensities(params, daily, 0)[0], intensities(company(days=100, reps=3), single, 0)[0]
    assert batches == pytest.approx(leads / 2.5)
    assert books.media[0, MediaState.EXPECTED_LEADS, 0] == alone.media[0, MediaState.EXPECTED_LEADS, 0]


def test_customers_bring_leads_by_word_of_mouth():
    params = network()
    _, daily = after(params, 1)
    _, without = after(company(days=100, reps=3), 1)
    season = params.market.season[0, 0]
    alone = company(days=100, reps=3)
    more = intensities(params, daily, 0)[CAMPAIGN] - intensities(alone, without, 0)[CAMPAIGN]
    assert more.tolist() == pytest.approx([0.02 * season * 5.0 / 2005.0 * 2000.0, 0.0, 0.0, 0.0])
