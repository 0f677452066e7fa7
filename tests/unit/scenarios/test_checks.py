"""Rules across sections: each fault is told by its path, all at once."""

import importlib
import inspect
from pathlib import Path

import pytest

from scenarios import checks
from scenarios.checks import FIRST, THEN, WARN, warnings_of
from tests.unit.scenarios.plans import BASE, plan_of, refused


def replaced(old: str, new: str) -> str:
    assert BASE.count(old) == 1, f"{old!r} stands {BASE.count(old)} times in the base scenario"
    return BASE.replace(old, new)


FAULTS = [
    (
        "team: reps\n    work: 2 h",
        "team: rep\n    work: 2 h",
        "stages.talk.team: unknown team 'rep' (did you mean 'reps'?)",
    ),
    (
        "next: {talk: 40%",
        "next: {tolk: 40%",
        "stages.later.next.tolk: unknown stage 'tolk' (did you mean 'talk'?)",
    ),
    (
        "goes_cold_to: later",
        "goes_cold_to: latr",
        "stages.talk.goes_cold_to: unknown stage 'latr' (did you mean 'later'?)",
    ),
    ("C: later", "C: won", "leads.entry.C: unknown stage 'won'"),
    ("customers: {north: 20}", "customers: {nort: 20}", "customers.nort: unknown territory 'nort'"),
    (
        "price: {core: 900 EUR}",
        "price: {cor: 900 EUR}",
        "market.competitors.rival.price.cor: unknown product 'cor'",
    ),
    ("targets: {small: 3", "targets: {smal: 3", "campaigns.website.targets.smal: unknown segment 'smal'"),
    (
        "territory: north, seats",
        "territory: noth, seats",
        "teams.reps.hires.0.territory: unknown territory 'noth'",
    ),
    (
        "support: {at: 2",
        "support: {calendar: offic, at: 2",
        "teams.support.calendar: unknown calendar 'offic'",
    ),
    (
        "cross_product: extra",
        "cross_product: extr",
        "customers.default.cross_product: unknown product 'extr'",
    ),
    (
        "  extra: {visits",
        "  extrra: {visits",
        "customers.extrra: unknown product 'extrra' (did you mean 'extra'?)",
    ),
    ("  extra: {transit", "  extrra: {transit", "fulfilment.extrra: unknown product 'extrra'"),
    (
        "needs: {quality: 1.0}",
        "macro: {gdp: 1}",
        "market.segments.small.macro.gdp: unknown macro index 'gdp'",
    ),
    (
        "price: {small: 1000 EUR, large",
        "price: {smal: 1000 EUR, large",
        "core.price.smal: unknown segment 'smal'",
    ),
    ("  later: {wait", "  lost: {wait", "stages.lost: a stage cannot be called lost"),
    ("    extra:\n", "    satisfaction:\n", "a product cannot be called satisfaction"),
    ("    south: {region", "    everywhere: {region", "this name stands for all territories together"),
    ("    large:\n", "    north:\n", "market.segments.north: a territory has the same name"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS, ids=[fault[2][:50] for fault in FAULTS])
def test_unknown_and_forbidden_names_are_told(tmp_path, old, new, message):
    assert message in refused(tmp_path, text=replaced(old, new))


DEEPER = [
    ("needs: {quality: 1.0}", "needs: {quality: 1e300}", "at most 300 is meaningful"),
    ("no_decision: 0.5", "no_decision: 500", "market.segments.small: utilities"),
    ("won: 60%", "won: 61%", "stages.talk.next: shares sum to 1.01, not 1"),
    ("share: 0%", "share: 1%", "shares of small sum to 1.01, not 1 (core 1, extra 0.01)"),
    (
        "customers: {north: 20}",
        "customers: {north: 2000}",
        "2,000 customers in north, but 1,000 accounts in all",
    ),
    ("large: 2000 EUR}\n", "large: 0 EUR}\n", "offer.products.core.price: must be above 0 for large"),
    (
        "price: {small: 1000 EUR, large: 2000 EUR}",
        "price: {small: 1000 EUR}",
        "core.price: no price for large",
    ),
    ("price: {core: 900 EUR}", "price: {core: 0 EUR}", "rival.price.core: must be above 0"),
    (
        "core:\n      kind: subscription",
        "core:\n      term: 20 days\n      kind: subscription",
        "must be whole months",
    ),
    (
        "share: 100%",
        "share: 100%\n      end_of_life: 2025-03-01",
        "no product is on sale for small on 2025-03-01",
    ),
    ("outbound, team: reps, leads", "outbound, leads", "campaigns.calls: an outbound source needs a team"),
    ("{kind: referral}", "{kind: referral, leads: 1 per day}", "a referral source is fed by customers"),
    (
        "upsell: {kind: cross_sell}",
        "upsell: {kind: referral}",
        "there is a referral source already: referrals",
    ),
    (
        "targets: {small: 3, large: 1}",
        "targets: {small: 0}",
        "campaigns.website.targets: reaches no accounts",
    ),
    ("{kind: inbound, leads", "{kind: inbound, team: reps, leads", "only an outbound source has a team"),
    ("    work: 2 h\n", "", "stages.talk: give team and work together, or neither"),
    ("later: {wait: 30 days", "later: {patience: 3 days, wait: 30 days", "the stage has no team"),
    ("later: 10%, lost", "later: {share: 10%, reason: fit}, lost", "only deals that are lost have a reason"),
    ("inbound, leads", "inbound, priority: 6, leads", "add up to 6..9; allowed is 0..7"),
    ("outbound, team", "outbound, priority: -1, team", "add up to -1..2; allowed is 0..7"),
    ("at: {north: 2, south: 1}", "at: {north: 2}", "teams.reps.at: has no seats for south"),
    ("territory: north, seats", "seats", "needs a territory: the team has seats by territory"),
    ("    ticket_work: 1 h\n", "", "customers.default.tickets: tickets need ticket_team and ticket_work"),
    ("    visit_team: support\n", "", "customers.default.visits: visits need visit_team and visit_work"),
    ("every 90 days", "every 1 h", "must be at least 1 day, or none"),
    ("support: {at: 2", "support: {ramp: [0%, 50%], at: 2", "teams.support.ramp.0: must be at least 1%"),
    ("tickets: ", "tickets: 101 per day #", "default.tickets: at most 100 per day and customer"),
    ("inbound, leads: 2", "inbound, leads: 20000000", "up to 20,000,000 leads a day; at most 10,000,000"),
    ("again: 100 days", "again: 2 h", "customers.extra.again: must be at least 1 day on average"),
    ("  referrals: {kind: referral}\n", "", "customers.default.referral: needs a campaign of kind referral"),
    (
        "  upsell: {kind: cross_sell}\n",
        "",
        "customers.default.cross_sell: needs a campaign of kind cross_sell",
    ),
    ("    cross_product: extra\n", "", "needs cross_product"),
    (
        "{every: 1 month}",
        "{every: 10 days}",
        "policies.reallocate_budget.every: must be whole months, at least 1",
    ),
    (
        "    budget: 3100",
        "    flight: {from: 2025-03-01, to: 2025-02-01}\n    budget: 3100",
        "before it begins",
    ),
    ("finance:", "brand: {awareness: {small: 10%}}\nfinance:", "brand.awareness: no value for large"),
    (
        "finance:",
        "brand: {awareness: {small: 1%, large: 1%, north: 1%}}\nfinance:",
        "or by territory, not by both",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), DEEPER, ids=[fault[2][:50] for fault in DEEPER])
def test_sections_that_contradict_one_another_are_told(tmp_path, old, new, message):
    assert message in refused(tmp_path, text=replaced(old, new))


def test_more_customers_than_can_be_followed_are_told(tmp_path):
    text = replaced("accounts: {north: 1000, south: 500}", "accounts: {north: 20000000, south: 500}")
    text = text.replace("customers: {north: 20}", "customers: {north: 10000001}")
    assert "10,000,001 customers at the start; at most 10,000,000" in refused(tmp_path, text=text)


def test_a_circle_that_takes_no_time_is_printed(tmp_path):
    old = "  later: {wait: 30 days, oldest: 1 year, next: {talk: 40%, lost: 60%}}\n"
    new = "  later: {next: {again: 50%, lost: 50%}}\n  again: {next: {later: 100%}}\n"
    assert "goes round without taking time: again -> later -> again" in refused(
        tmp_path, text=replaced(old, new)
    )


def test_deals_that_can_never_end_are_told(tmp_path):
    old = "oldest: 1 year, next: {talk: 40%, lost: 60%}"
    plan = plan_of(tmp_path, text=replaced(old, "next: {later: 100%}"))
    told = [steps for steps, said in warnings_of(plan.scenario) if said == "no way leads on to won or lost"]
    assert told == [("stages", "later", "next")]


def test_a_calendar_without_open_days_is_told(tmp_path):
    text = BASE.replace("months: 12", "days: 2").replace(
        "    hires: [{date: 2025-06-01, territory: north, seats: 1}]\n", ""
    )
    text += "calendars: {office: {workdays: [sun]}}\n"
    assert "calendar office has no open day" in refused(tmp_path, text=text)


def test_all_problems_come_at_once_with_file_line_and_column(tmp_path):
    text = BASE.replace("won: 60%", "won: 61%").replace("share: 0%", "share: 1%")
    lines = refused(tmp_path, text=text).splitlines()
    assert lines[0].endswith("plan.yaml has 3 problems:")
    assert all("plan.yaml:" in line for line in lines[1:])


WARNED = [
    (["teams.reps.at={north: 1, south: 1}", "campaigns.website.leads=200 per day"], "its queue only grows"),
    (["customers.default.referral=100%", "customers.default.keep=99%"], "referrals multiply without end"),
    (["customers.default.referral={poisson: {mean: 1.5}}"], "referrals multiply without end"),
    (["teams.reps.hires=[{date: 2024-06-01, territory: north, seats: 1}]"], "2024-06-01 is before the start"),
    (["teams.reps.hires=[{date: 2027-06-01, territory: north, seats: 1}]"], "it has no effect"),
    (["stages.talk.choice=false"], "have no effect"),
    (["stages.talk.next={won: 70%, later: 0%}", "leads.entry.C=lost", "expansion_stage=talk",
      "stages.talk.goes_cold_to=lost"], "stages.later: no deal ever enters this stage"),
    (["campaigns.search.response=null"], "spends money, but has no response"),
    (["campaigns.search.budget=0 EUR per day"], "has a response, but no budget"),
    (["campaigns.website.leads=0 per day"], "makes no leads"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "message"), WARNED, ids=[case[1] for case in WARNED])
def test_what_is_likely_not_meant_is_a_warning(tmp_path, settings, message):
    text = BASE + "expansion_stage: null\n"
    warnings = plan_of(tmp_path, *settings, text=text).warnings
    assert any(message in warning for warning in warnings), warnings


def test_a_sound_scenario_has_neither_problems_nor_warnings(tmp_path):
    assert plan_of(tmp_path).warnings == ()


def test_every_check_is_registered():
    registered = {rule for rules in (FIRST, THEN, WARN) for rule in rules}
    folder = Path(inspect.getfile(checks)).parent
    for path in folder.glob("*.py"):
        module = importlib.import_module(f"scenarios.checks.{path.stem}") if path.stem != "__init__" else None
        for name, function in vars(module or checks).items():
            is_rule = inspect.isfunction(function) and list(inspect.signature(function).parameters) == [
                "scenario"
            ]
            if (
                is_rule
                and function.__module__ == getattr(module, "__name__", "")
                and not name.startswith("_")
            ):
                assert function in registered, f"{path.name}: {name} is never run"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "customers.default.keep={gamma: {mean: 0.5, shape: 2}}",
            "default.keep: a chance lies between",
        ),
        ("customers.default.keep={beta: {mean: 0.5, sd: 0.2}, plus: 10%}", "a chance lies between 0 and 1"),
        ("customers.default.keep={beta: {a: 2, sd: 0.2}}", "give either mean and sd, or a and b"),
        ("customers.default.keep={beta: {a: 2}}", "give either mean and sd, or a and b"),
        ("customers.default.referral={poisson: {mean: 3}}", "customers.default.referral"),
        ("customers.default.commitment=-1", "customers.default.commitment"),
        ("teams.reps.hiring=1 per month", "teams.reps.hiring: needs a map by territory"),
        ("teams.reps.hiring={nowhere: 1 per month}", "teams.reps.hiring"),
        ("teams.reps.vacancy=sometimes", "teams.reps.vacancy"),
    ],
)
def test_differences_between_customers_and_random_hiring_are_checked(tmp_path, setting, message):
    assert message in refused(tmp_path, setting)


@pytest.mark.parametrize(
    "setting",
    [
        "customers.default.keep={beta: {a: 3.806, b: 0.668}}",
        "customers.default.keep={uniform: {low: 50%, high: 90%}}",
        "customers.default.keep={empirical: [80%, 90%, 95%]}",
        "customers.extra.pace={gamma: {mean: 1, shape: 0.5}}",
        "customers.default.lifetime={pareto: {scale: 2 years, shape: 1.5}}",
        "customers.default.lifetime={pareto: {scale: 2 years, shape: 0.6}}",
        "teams.reps.hiring={north: 1 per month}",
        "teams.support.hiring=2 per month",
        "teams.reps.vacancy=never",
    ],
)
def test_differences_between_customers_and_random_hiring_are_taken(tmp_path, setting):
    assert plan_of(tmp_path, setting).scenario.name


def test_a_pace_needs_purchases(tmp_path):
    old = "  extra: {visits: none, again: 100 days}\n"
    message = refused(tmp_path, text=replaced(old, "  extra: {visits: none, pace: 2}\n"))
    assert "customers.extra.pace: needs again" in message
    message = refused(tmp_path, text=replaced(old, f"{old}  core: {{pace: 2}}\n"))
    assert "customers.core.pace: core is a subscription, which renews at its term" in message
