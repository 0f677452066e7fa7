"""From order to cash and after: promise, delivery, payment, renewal, support and fixed cost."""

import math
from statistics import NormalDist

from calibration.company.crews import SALARY, Crew
from calibration.company.facts import Facts
from calibration.company.offer import Range
from calibration.company.text import Part, flow, history, join, line, number, rounded
from calibration.company.timing import lognormal_part
from calibration.estimate import Estimate
from calibration.overlay import PathValue, at_path
from calibration.tables import days_between

CHECK_HOURS = "5 min"
TICKET_HOURS = 1.0
MONTH_HOURS = 174.0
RUNWAY = 12
"""Months of salaries that the opening cash is assumed to cover."""
FEW = 5


def fulfilment_part(facts: Facts) -> Part:
    """The section `fulfilment:`."""
    return join(
        [Part((line(0, "fulfilment"), line(1, "default"))), _check(facts), _delivery(facts), _payment(facts)]
    )


def _refused(facts: Facts) -> Estimate | None:
    cancelled = facts.estimate("orders.cancelled.share")
    return cancelled if cancelled is not None and cancelled.value > 0 else None


def _check(facts: Facts) -> Part:
    cancelled = _refused(facts)
    if cancelled is None:
        return Part(())
    value = PathValue(
        "fulfilment.default.credit.rejects",
        rounded(cancelled.value),
        cancelled.low,
        cancelled.high,
        cancelled.grade,
        f"{cancelled.method}; all cancellations happen at the check",
        cancelled.count,
    )
    check = flow({"team": "order_desk", "work": CHECK_HOURS, "rejects": number(value.value)})
    return Part((line(2, "credit", check, history(cancelled.count, "orders, those cancelled")),), (value,))


def _delivery(facts: Facts) -> Part:
    """Transport takes the whole lead time; the promise is the one day that gives the share on time."""
    orders = facts.tables.table("orders")
    days = days_between(orders["ordered"], orders["delivered"])
    days = days[days > 0]
    on_time = facts.estimate("delivery.on_time.share")
    if len(days) < FEW:
        return Part((line(2, "promise", "30 days", "[assumption] no deliveries on record"),))
    law = lognormal_part(
        2,
        "fulfilment.default.transit",
        days.to_numpy(float),
        0.0,
        history(len(days), "orders, from order to delivery"),
    )
    if on_time is None:
        return join(
            [law, Part((line(2, "promise", f"{number(float(days.quantile(0.9)))} days", "[assumption]"),))]
        )
    median, sigma = (value.value for value in law.values)
    ends = [_promise(median, sigma, share) for share in (on_time.value, on_time.low, on_time.high)]
    value = PathValue(
        "fulfilment.default.promise",
        round(ends[0], 2),
        ends[1],
        ends[2],
        on_time.grade,
        f"one promise for all orders that gives the share on time; {on_time.method}",
        on_time.count,
        unit="days",
    )
    note = history(on_time.count, f"deliveries, {on_time.value:.1%} on time")
    return join([law, Part((line(2, "promise", f"{number(value.value)} days", note),), (value,))])


def _promise(median: float, sigma: float, share: float) -> float:
    inside = min(max(share, 1e-4), 1 - 1e-4)
    return median * math.exp(sigma * NormalDist().inv_cdf(inside))


def _payment(facts: Facts) -> Part:
    mean, bad = facts.estimate("payment.delay.mean_days"), facts.estimate("payment.bad_debt.share")
    if mean is None:
        return Part((line(2, "payment", "30 days", "[survey F35] no invoices on record"),))
    median, spread = facts.estimate("payment.delay.median_days"), facts.estimate("payment.delay.log_sd")
    shape = facts.estimate("payment.delay.shape")
    path = "fulfilment.default.payment"
    if spread is not None and median is not None:
        values = [
            at_path(f"{path}.lognormal.median", median, unit="days"),
            at_path(f"{path}.lognormal.sigma", spread),
        ]
    elif shape is not None:
        values = [at_path(f"{path}.weibull.mean", mean, unit="days"), at_path(f"{path}.weibull.shape", shape)]
    else:
        values = [at_path(f"{path}.exponential.mean", mean, unit="days")]
    inner = {v.path.rsplit(".", 1)[-1]: f"{number(v.value)} {v.unit}".strip() for v in values}
    family = values[0].path.split(".")[-2]
    lines = [line(2, "payment", f"{{{family}: {flow(inner)}}}", history(mean.count, "invoices"))]
    if bad is not None and bad.value < 1:
        values.append(at_path("fulfilment.default.bad_debt", bad))
        lines.append(line(2, "bad_debt", number(bad.value), history(bad.count, "invoices")))
    return Part(tuple(lines), tuple(value for value in values if value.identified))


def customers_part(facts: Facts, range_: Range) -> Part:
    """The section `customers:`, as far as renewals and tickets are on record."""
    keep = facts.estimate("customers.renewal.share")
    tickets = facts.estimate("support.tickets_per_customer_year")
    lines, values = [line(0, "customers"), line(1, "default")], []
    if range_.subscription and keep is not None:
        values.append(at_path("customers.default.keep", keep))
        lines.append(line(2, "keep", number(keep.value), history(keep.count, "renewals due")))
    if tickets is not None:
        values.append(at_path("customers.default.tickets", tickets, unit="per year"))
        lines += [
            line(2, "tickets", f"{number(tickets.value)} per year", history(tickets.count, "tickets")),
            line(2, "ticket_team", "support"),
            line(2, "ticket_work", f"{number(TICKET_HOURS)} h", "[assumption] no working times on record"),
        ]
    if not values:
        return Part(())
    return Part(tuple(lines), tuple(values))


def service_teams(facts: Facts) -> tuple[str, ...]:
    """Teams that orders and customers need, beside those who sell."""
    teams: list[str] = []
    if _refused(facts) is not None:
        teams += [line(1, "order_desk"), line(2, "calendar", "always"), *_staff(1)]
    tickets = facts.estimate("support.tickets_per_customer_year")
    if tickets is not None:
        customers = max(len(facts.tables.table("customers")), 1)
        hours = tickets.value * customers / 12 * TICKET_HOURS
        teams += [line(1, "support"), *_staff(max(round(2 * hours / MONTH_HOURS), 1))]
    return tuple(teams)


def _staff(seats: int) -> tuple[str, ...]:
    return (
        line(2, "at", str(seats), "[assumption] enough for the work"),
        line(2, "salary", f"{SALARY} per month", "[assumption] not in the records"),
    )


def finance_part(crews: tuple[Crew, ...]) -> Part:
    """The section `finance:`."""
    cash = RUNWAY * int(SALARY) * sum(max(len(crew.reps), 1) for crew in crews)
    note = f"[assumption] {RUNWAY} months of salaries"
    return Part((line(0, "finance", flow({"opening_cash": str(cash)}), note),))
