"""STRESS-DES: what has to be said about a simulation study so that others can repeat it."""

from pathlib import PurePosixPath

from reports.material import Experiment, Material
from reports.page import Block, Definitions, Section
from reports.tables import Cell, Table, day, last_day, plain, table, words
from reports.text.en import result

_TONES = {"pass": "good", "review": "warn", "fail": "bad", "not run": "muted"}
_UNKNOWN = "not stated"


def stress(material: Material) -> Section | None:
    """Objectives, logic, data, experimentation, implementation, code access."""
    if not material.plans:
        return None
    blocks: list[Block] = [
        Definitions(
            (
                ("1 Objectives", _objectives(material)),
                ("2 Logic", _logic(material)),
                ("3 Data", _data(material)),
                ("4 Experimentation", _experimentation(material.experiment)),
                ("5 Implementation", _implementation(material.experiment)),
                ("6 Code access", _code(material.experiment)),
            )
        )
    ]
    if material.origins:
        blocks.append(_origins(material))
    if material.checks:
        rows = [
            (words(one.name), Cell(one.status, tone=_TONES[one.status]), words(one.detail))
            for one in material.checks
        ]
        blocks.append(table("Verification", ("Check", "Status", "Detail"), rows, "Checks of this run"))
    lead = "Following the STRESS-DES guidelines (Monks and others 2019), filled from the run itself."
    return Section("stress", "How the study was made", lead, tuple(blocks), "Evidence")


def _objectives(material: Material) -> str:
    names = ", ".join(plain(plan.name) for plan in material.plans)
    if material.decision is None:
        return f"Rehearse the plan {names} before committing to it; no comparison was asked for."
    kpi = result(material.decision.kpi)
    return f"Choose among {len(material.plans)} plans ({names}) by {kpi.label.lower()}. {kpi.meaning}".strip()


def _logic(material: Material) -> str:
    default = (
        "Discrete-event simulation of leads, deals, orders, invoices and customers as single entities that "
        "queue for people with working hours; market, media and brand change by the day."
    )
    return " ".join([default, *(f"{plain(area)}: {plain(text)}" for area, text in material.model.items())])


def _data(material: Material) -> str:
    parts = []
    if material.calibration is not None:
        files = [
            f"{PurePosixPath(source.path).name} ({source.rows:,} rows)"
            for source in material.calibration.sources
        ]
        parts.append(f"Calibrated from {', '.join(map(plain, files)) or 'tables given in memory'}.")
    if material.origins:
        assumed = sum(origin.prior_driven for origin in material.origins)
        parts.append(f"{len(material.origins)} inputs are listed below, {assumed} of them prior-driven.")
    return " ".join(parts) or "Inputs are those of the scenario file; none was learned from history."


def _experimentation(made: Experiment | None) -> str:
    if made is None:
        return _UNKNOWN
    parts = [
        f"{made.replications:,} replications of {day(made.start)} to {last_day(made.end)}, seed {made.seed}.",
        "Every plan meets the same leads and the same luck (common random numbers keyed by entity).",
        _mirrored(made),
        f"State on the first day: {made.initial_state or _UNKNOWN}.",
        f"Warm-up: {made.warm_up or 'none, the run starts from the state given'}.",
        f"Run length: {made.run_length or 'number of replications set by the user'}.",
    ]
    return " ".join(part.replace("..", ".") for part in parts if part)


def _mirrored(made: Experiment) -> str:
    if not made.antithetic:
        return ""
    return "Replications are antithetic pairs (1 - u for u); intervals rest on the means of pairs."


def _implementation(made: Experiment | None) -> str:
    if made is None:
        return _UNKNOWN
    return (
        f"Foresell {plain(made.version)}, engine {plain(made.engine)}; a SimPy twin of the same rules stands "
        "beside the compiled engine."
    )


def _code(made: Experiment | None) -> str:
    if made is None:
        return _UNKNOWN
    licence = f"Licence {plain(made.licence)}." if made.licence else ""
    return f"{licence} To repeat: {plain(made.reproduce) or _UNKNOWN}".strip()


def _origins(material: Material) -> Table:
    rows = [
        (
            words(one.path),
            words(one.value),
            words(f"{one.low} to {one.high}") if one.low and one.high else words("none stated"),
            Cell(
                "prior-driven" if one.prior_driven else plain(one.grade),
                tone="warn" if one.prior_driven else "",
            ),
            words(one.source),
        )
        for one in material.origins
    ]
    columns = ("Input", "Value", "Range", "Grade", "Source")
    return table("Where every input comes from", columns, rows, "Scenario", shown=False)
