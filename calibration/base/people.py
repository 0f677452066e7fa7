"""How fast people leave, by team."""

from scipy.stats import chi2

from calibration.base.context import Context, Values
from calibration.estimate import LEVEL, grade_of
from calibration.overlay import PathValue
from calibration.tables import days_between

YEAR = 365.25
EXPECTED = 2.0
"""Leavers that the scenario's rate must let expect; with fewer a team keeps that rate."""


def people_values(context: Context) -> Values:
    """Leavers over rep-years of every team whose scenario states a rate, with the exact Poisson interval."""
    reps = context.tables.table("reps")
    reps = reps[reps["hired"].notna()]
    if not len(reps) or not context.tables.has("leads"):
        return
    # who was hired before the records begin is known because of still being there then
    start = context.tables.table("leads")["created"].min()
    for name, team in context.scenario.teams.items():
        mine = reps[(reps["role"] == name) | ((reps["role"] == "") & (reps["team"] == name))]
        begin = mine["hired"].where(mine["hired"] > start, start)
        years = float(days_between(begin, mine["left"].fillna(context.end)).clip(lower=0).sum()) / YEAR
        if isinstance(team.attrition, float) and team.attrition * YEAR * years >= EXPECTED:
            yield _leaving(name, int(mine["left"].notna().sum()), years)


def _leaving(name: str, leavers: int, years: float) -> PathValue:
    """Rate of leaving with Garwood's interval (1936); half a leaver stands for none."""
    path = f"teams.{name}.attrition"
    low = float(chi2.ppf((1 - LEVEL) / 2, 2 * leavers)) / 2 if leavers else 0.0
    high = float(chi2.ppf((1 + LEVEL) / 2, 2 * leavers + 2)) / 2
    words = f"{leavers} leavers in {years:.1f} rep-years"
    value = max(leavers, 0.5) / years
    return PathValue(
        path, value, low / years, high / years, grade_of(leavers), words, leavers, unit="per year"
    )
