"""Amounts, outcomes and other values that do not mean what they seem to."""

from collections.abc import Iterator

from calibration.finding import Finding, part_of
from calibration.tables import Tables


def zero_amount_losses(tables: Tables) -> Iterator[Finding]:
    """Lost deals with an amount of zero: the value at stake was overwritten."""
    deals = tables.table("deals")
    lost = deals[deals["status"] == "lost"]
    zero = int((lost["amount"] == 0).sum())
    if zero:
        yield Finding(
            "warning",
            "zero amount of losses",
            "deals",
            f"{zero} of {len(lost)} lost deals have the amount 0",
            zero,
            part_of(zero, len(deals)),
            action="amounts are taken from won deals only",
            effect="large deals may be lost more often, which these records cannot show",
        )


def negative_amounts(tables: Tables) -> Iterator[Finding]:
    """Amounts below zero: credits or typing errors."""
    for name, frame in tables.frames.items():
        if "amount" in frame and (frame["amount"] < 0).any():
            rows = int((frame["amount"] < 0).sum())
            what = f"{rows} rows have a negative amount"
            effect = "if they are credits, sales before returns are too low"
            yield Finding(
                "warning",
                "negative amounts",
                name,
                what,
                rows,
                part_of(rows, len(frame)),
                action="left out of amounts",
                effect=effect,
            )


def outcomes_seen_before(tables: Tables) -> Iterator[Finding]:
    """A score or grade that tells the outcome too well: it was probably written afterwards."""
    leads, deals = tables.table("leads"), tables.table("deals")
    won = leads["lead_id"].isin(deals.loc[deals["status"] == "won", "lead_id"])
    if leads["score"].notna().any() and won.any() and not won.all():
        low, high = leads.loc[~won, "score"].max(), leads.loc[won, "score"].min()
        if high > low:
            yield Finding(
                "serious",
                "score knows the outcome",
                "leads",
                "every won lead has a higher score than every other: written after the outcome",
                int(won.sum()),
                part_of(int(won.sum()), len(leads)),
                action="the score is not used",
                effect="a score taken from it would be far too good",
            )


def without_status(tables: Tables) -> Iterator[Finding]:
    """Closed deals without a result, or results without a close date."""
    deals = tables.table("deals")
    undated = int((deals["status"].isin(["won", "lost"]) & deals["closed"].isna()).sum())
    unknown = int((deals["status"] == "").sum())
    for rows, what in ((undated, "won or lost deals have no close date"), (unknown, "deals have no status")):
        if rows:
            yield Finding(
                "warning",
                "incomplete deals",
                "deals",
                f"{rows} {what}",
                rows,
                part_of(rows, len(deals)),
                action="left out of durations",
            )
    starts = int(deals["created"].isna().sum())
    if starts > 0:
        yield Finding(
            "warning",
            "incomplete deals",
            "deals",
            f"{starts} deals have no start date",
            starts,
            part_of(starts, len(deals)),
            action="left out of durations and cohorts",
            effect="if they are early-stage deals, the pipeline is larger than the fits see",
        )
