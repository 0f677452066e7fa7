"""What the records cannot show: endings before they began, endings to come, losses nobody wrote down."""

from collections.abc import Iterator

from calibration.finding import Finding, part_of
from calibration.quality.windows import Window, deal_window, lead_window
from calibration.tables import Tables, days_between, last_seen

MUCH = 0.2
"""Share of open deals above which averages over closed ones mislead."""


def left_truncation(tables: Tables) -> Iterator[Finding]:
    """Wins (or closings) of early cohorts were not recorded."""
    if tables.has("leads") and tables.has("deals"):
        window = lead_window(tables)
        created = tables.table("leads")["created"]
        if window.truncated:
            yield _truncated("leads", "conversion", window, int((~window.holds(created)).sum()), len(created))
    if tables.has("deals") and (tables.table("deals")["status"] == "lost").any():
        window = deal_window(tables)
        created = tables.table("deals")["created"]
        early = int((created < window.start).sum())
        if window.truncated:
            yield _truncated("deals", "win rate", window, early, len(created))


def _truncated(table: str, rate: str, window: Window, early: int, total: int) -> Finding:
    return Finding(
        "serious",
        "left truncation",
        table,
        f"nothing ends before {window.first_end:%Y-%m-%d}, though {window.expected_missing:.0f} endings were "
        f"to be expected: {early} {table} created before {window.start:%Y-%m-%d} are incomplete",
        early,
        part_of(early, total),
        action=f"cohorts from {window.start:%Y-%m-%d} on are used, or the late entry is modelled",
        effect=f"all cohorts together would give a wrong {rate}",
    )


def open_share(tables: Tables) -> Iterator[Finding]:
    """Deals still open: their outcome is not known yet."""
    deals = tables.table("deals")
    still = int((deals["status"] == "open").sum())
    if still:
        much = part_of(still, len(deals)) > MUCH
        yield Finding(
            "warning" if much else "note",
            "still open",
            "deals",
            f"{still} of {len(deals)} deals are open",
            still,
            part_of(still, len(deals)),
            action="counted as exposure (right-censored)",
            effect="won over closed misstates the win rate, as quick endings are over-represented",
        )


def zombies(tables: Tables) -> Iterator[Finding]:
    """Open deals older than any deal that ever closed."""
    deals = tables.table("deals")
    if not (deals["status"] == "open").any() or not deals["closed"].notna().any():
        return
    closed = deals["closed"].where(deals["status"] != "open")
    longest = days_between(deals["created"], closed).max()
    now = last_seen(deals, ("created",)) if closed.isna().all() else max(closed.max(), deals["created"].max())
    age = (now - deals["created"]).dt.total_seconds() / 86_400.0
    old = int(((deals["status"] == "open") & (age > longest)).sum())
    if old:
        yield Finding(
            "warning",
            "zombie deals",
            "deals",
            f"{old} open deals are older than {longest:.0f} days, the longest any deal took to close",
            old,
            part_of(old, len(deals)),
            action="estimated as deals that never close",
            effect="stage probabilities on a pipeline report would count them as revenue to come",
        )


def survivorship(tables: Tables) -> Iterator[Finding]:
    """Only wins are recorded: losses were deleted or never entered."""
    deals = tables.table("deals")
    won, lost = int((deals["status"] == "won").sum()), int((deals["status"] == "lost").sum())
    if won and not lost:
        yield Finding(
            "serious",
            "only wins are recorded",
            "deals",
            f"all {won} closed deals are won",
            won,
            part_of(won, len(deals)),
            action="leads without a win count as still open, conversion is taken over leads",
            effect="no win rate of deals and no time to lose can be estimated",
        )
