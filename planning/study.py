"""A whole study: plans compared, what their campaigns bring in, and what would change the answer."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from planning.comparison import Comparison, Request, compare_plans
from planning.drivers import REPLICATIONS, Driver, find_drivers
from planning.executor import Progress
from planning.plans import Candidate
from planning.returns import CampaignReturn, campaign_returns
from planning.runs import SCENARIO, Options
from planning.store import run_key
from scenarios.load import load
from sim.errors import InputError

RECORD = "comparison.json"
RETURN_REPLICATIONS = 100
"""Most replications behind the return of a campaign unless told [replication]."""
_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Extras:
    """What is asked besides which plan is best."""

    returns: bool = True
    """What each campaign of the best plan brings in."""
    drivers: bool = True
    """What would change the answer."""
    return_replications: int = RETURN_REPLICATIONS
    """Most replications behind the return of a campaign [replication]."""
    driver_replications: int = REPLICATIONS
    """Replications behind each point of a driver [replication]."""


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked and what was found."""

    comparison: Comparison
    returns: tuple[CampaignReturn, ...]
    """Of the campaigns of the best plan; empty when not asked for."""
    drivers: tuple[Driver, ...]
    """Empty when not asked for."""
    folder: Path
    """Where the study is kept."""


def study_plans(
    plans: Sequence[Candidate],
    request: Request | None = None,
    options: Options | None = None,
    extras: Extras | None = None,
    progress: Progress | None = None,
) -> Study:
    """Compare plans with the first one, look at the campaigns of the best, and ask what would change that.

    Parameters
    ----------
    plans : the baseline and what is compared with it
    request : what decides, and how sure the answer must be
    options : how the plans are run
    extras : what is asked besides
    progress : called with replications done and replications in all, for each of the three tasks
    """
    asked, settings, wanted = request or Request(), options or Options(), extras or Extras()
    comparison = compare_plans(plans, asked, settings, progress)
    best = comparison.runs[comparison.best]
    few = replace(best.options, replications=min(best.options.replications, wanted.return_replications))
    returns = campaign_returns(best.plan, few, progress) if wanted.returns else ()
    moved = wanted.driver_replications
    drivers = find_drivers(comparison, moved, progress) if wanted.drivers else ()
    folder = _kept(comparison, asked, settings, wanted)
    return Study(comparison, returns, drivers, folder)


def _kept(comparison: Comparison, request: Request, options: Options, extras: Extras) -> Path:
    """Write down what was asked, in one step, so that the study can be opened again."""
    content = {
        "format": _FORMAT,
        "plans": [{"name": run.name, "run": run.folder.name} for run in comparison.runs],
        "request": asdict(request),
        "extras": asdict(extras),
        "options": {
            "replications": options.replications,
            "seed": comparison.runs[0].options.seed,
            "engine": options.engine,
            "first": options.first,
            "antithetic": options.antithetic,
        },
        "statement": comparison.statement,
    }
    folder = options.out / f"comparison-{run_key(content, _FORMAT, options.first)[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{RECORD}.{os.getpid()}"
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    draft.replace(folder / RECORD)
    return folder


def open_study(folder: Path, progress: Progress | None = None) -> Study:
    """Open a study again; what it needs is found among the finished runs, or simulated when it is not there.

    Parameters
    ----------
    folder : folder of the study
    progress : called with replications done and replications in all
    """
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        plans = [(str(plan["name"]), str(plan["run"])) for plan in record["plans"]]
        request, extras = Request(**record["request"]), Extras(**record["extras"])
        options = Options(**record["options"], out=folder.parent)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / RECORD}: is not the record of a comparison") from error
    candidates = [Candidate(name, load(folder.parent / run / SCENARIO)) for name, run in plans]
    return study_plans(candidates, request, options, extras, progress)
