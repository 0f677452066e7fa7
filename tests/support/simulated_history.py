"""Histories that were simulated, as a calibration would read them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.tables import Tables, make_tables
from planning.crm import crm_tables
from scenarios.compile import compile_params
from scenarios.load import Plan
from sim.codes import Happening, Step
from sim.outcome import Outcome
from sim.params import Params
from sim.run import simulate_recorded


@dataclass(frozen=True)
class Simulated:
    """One replication and its event log by column."""

    plan: Plan
    params: Params
    outcome: Outcome

    def rows(self, *kinds: Happening) -> pd.DataFrame:
        """Events of some kinds."""
        trace = self.outcome.trace
        assert trace is not None
        chosen = trace[np.isin(trace.what, kinds)]
        return pd.DataFrame(
            {name: chosen[name] for name in ("time", "key", "what", "code", "detail", "amount", "desk")}
        )


def simulate_plan(plan: Plan, seed: int, replication: int) -> Simulated:
    """Simulate one replication with its event log."""
    params = compile_params(plan.scenario)
    (outcome,) = simulate_recorded(params, seed, [replication]).outcomes
    return Simulated(plan, params, outcome)


def history_of(simulated: Simulated) -> Tables:
    """The records of a replication in canonical form, with the times at which reps worked on deals."""
    frames = dict(crm_tables(simulated.plan, simulated.outcome))
    if "work_started" not in frames["stage_history"]:
        frames["stage_history"] = _with_work_times(simulated, frames["stage_history"])
    return make_tables(frames)


def _with_work_times(simulated: Simulated, stays: pd.DataFrame) -> pd.DataFrame:
    """Begin and end of the work in every stay; missing where nobody worked."""
    keys = dict.fromkeys(simulated.rows(Happening.STAGE)["key"])
    deals = {key: f"D{number:06d}" for number, key in enumerate(keys, start=1)}
    start = pd.Timestamp(simulated.plan.scenario.start)
    for kind, column in ((Happening.START, "work_started"), (Happening.DONE, "work_finished")):
        worked = simulated.rows(kind)
        worked = worked[worked["code"] == Step.WORK]
        times = start + pd.to_timedelta(worked["time"] * 86_400, unit="s").dt.round("s")
        rows = pd.DataFrame({"deal_id": worked["key"].map(deals), column: times.astype("datetime64[ns]")})
        stays = stays.assign(entered=stays["entered"].astype("datetime64[ns]")).sort_values(
            "entered", kind="stable"
        )
        stays = pd.merge_asof(
            stays,
            rows.sort_values(column),
            left_on="entered",
            right_on=column,
            by="deal_id",
            direction="forward",
        )
        stays[column] = stays[column].where(~(stays[column] > stays["left"]))
    return stays
