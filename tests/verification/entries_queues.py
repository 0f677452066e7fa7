"""Entries about waiting: Erlang, Pollaczek-Khinchine, Cobham, Jackson, infinite servers, from empty."""

import math

from sim.codes import DAYS_PER_MONTH
from tests.verification.entry import Entry, Measure
from tests.verification.estimators import (
    all_of,
    desk,
    late,
    made_again,
    only,
    open_at,
    open_at_end,
    stage,
    system,
)
from tests.verification.theory import queues as theory

HOURS = 24.0


def _erlang_c(arrivals: float, servers: int, time: float) -> dict[str, float]:
    found = theory.erlang_c(arrivals, 1.0, servers)
    return {
        "P_wait": found.share,
        "Wq": found.mean,
        "Lq": found.queue,
        "load": found.load,
        "P_Wq_gt_t": theory.erlang_c_tail(arrivals, 1.0, servers, time),
    }


def _erlang_a(arrivals: float, patience: float, servers: int) -> dict[str, float]:
    found = theory.erlang_a(arrivals, 1.0, patience, servers)
    return {"P_wait": found.share, "P_abandon": found.abandon, "Wq": found.mean, "load": found.load}


def _general(arrivals: float, squared_variation: float) -> dict[str, float]:
    found = theory.pollaczek_khinchine(arrivals, 1.0, squared_variation)
    return {"P_wait": found.share, "Wq": found.mean}


def _weibull_variation(shape: float) -> float:
    return math.gamma(1.0 + 2.0 / shape) / math.gamma(1.0 + 1.0 / shape) ** 2 - 1.0


def _classes(waits: list[float]) -> dict[str, float]:
    return {"Wq_hot": waits[0], "Wq_warm": waits[1]}


def _two_classes(hot: float, warm: float) -> Measure:
    """Mean waits of the two classes, whose mean work is given in hours."""
    return all_of(
        only("Wq_hot", stage("hot", 1, hot / HOURS, HOURS)),
        only("Wq_warm", stage("warm", 1, warm / HOURS, HOURS)),
    )


_ROUTES = ((0.0, 0.6, 0.0), (0.1, 0.0, 0.5), (0.0, 0.2, 0.0))
_STATIONS = ("call", "advise", "contract")


def _station(number: int, name: str) -> Measure:
    """Flow, wait and number at one desk and its stage."""
    return all_of(
        only(f"flow_{name} L_{name}", stage(name, 2)), only(f"Wq_{name}", desk(number, 2, f"_{name}"))
    )


def _jackson() -> dict[str, float]:
    nodes = theory.jackson((5.0, 1.0, 0.0), _ROUTES, (1.0, 1.0 / 0.8, 1.0 / 0.6), (8, 7, 6))
    found = {"L_total": sum(node.cases for node in nodes)}
    found["W_system"] = found["L_total"] / 6.0
    for name, node in zip(_STATIONS, nodes, strict=True):
        found |= {f"flow_{name}": node.arrivals, f"Wq_{name}": node.waiting.mean, f"L_{name}": node.cases}
    return found


_LAWS = {
    "memoryless": theory.memoryless(3.0 * DAYS_PER_MONTH),
    "spread": theory.lognormal(3.0 * DAYS_PER_MONTH, 0.8),
    "fixed": theory.fixed(3.0 * DAYS_PER_MONTH),
}
_MONTHS = {24: 731, 27: 822, 30: 912, 33: 1004}
"""First days of four months after the begin of 2024, a leap year."""


def _wave() -> dict[str, float]:
    """Exact for rates that change once a day, and for a start without deals."""
    level = 300.0 / DAYS_PER_MONTH
    rates = [level * (1.0 + 0.5 * math.sin(2.0 * math.pi * day / 365.25)) for day in range(1005)]
    return {
        f"L_{name} t={month}": there
        for name, law in _LAWS.items()
        for month, there in zip(
            _MONTHS, theory.stepwise_load(rates, law, list(_MONTHS.values())), strict=True
        )
    }


def _from_empty(day: int, replications: int, slow: bool = False) -> Entry:
    return Entry(
        what=f"M/M/1 with a load of 90 % from empty, number there after {day} services",
        scenario="q11",
        settings=(f"days={day}",),
        measure=open_at_end(50),
        expected=lambda: {"L": theory.transient_queue(0.9, 1.0, 1, [float(day)])[0]},
        planted=("campaigns.inquiries.leads=46.35 per day",),
        replications=replications,
        slow=slow,
        published={"L": f"q11:t={day}"},
    )


_Q01 = "P_wait Wq Lq load"
_Q04 = only("P_wait Wq", desk(warm=2, per_day=HOURS))
_Q03 = "P_wait P_abandon Wq load"

ENTRIES = {
    "q01a": Entry(
        what="M/M/10 with a load of 80 % (Erlang C)",
        scenario="q01a",
        measure=all_of(only(_Q01, desk()), late()),
        expected=lambda: _erlang_c(8.0, 10, 0.5),
        planted=("campaigns.inquiries.leads=8.24 per day",),
        replications=300,
        published={
            "P_wait": "q01a:P_wait",
            "Wq": "q01a:Wq",
            "Lq": "q01a:Lq",
            "load": "q01a:rho",
            "P_Wq_gt_t": "q01a:P_Wq_gt_t",
        },
    ),
    "q01b": Entry(
        what="M/M/1 with a load of 90 % (Erlang C)",
        scenario="q01b",
        measure=all_of(only(_Q01, desk(warm=3, per_day=HOURS)), late(3)),
        expected=lambda: _erlang_c(0.9, 1, 1.0),
        planted=("campaigns.inquiries.leads=22.248 per day",),
        replications=100,
        published={
            "P_wait": "q01b:P_wait",
            "Wq": "q01b:Wq",
            "Lq": "q01b:Lq",
            "load": "q01b:rho",
            "P_Wq_gt_t": "q01b:P_Wq_gt_t",
        },
    ),
    "q01c": Entry(
        what="M/M/25 with a load of 88 % (Erlang C)",
        scenario="q01b",
        settings=(
            "months=24",
            "campaigns.inquiries.leads=528 per day",
            "teams.desk.at=25",
            "leads.sla=15 min",
        ),
        measure=all_of(only(_Q01, desk(per_day=HOURS)), late()),
        expected=lambda: _erlang_c(22.0, 25, 0.25),
        planted=("stages.handle.work.exponential.mean=1.03 h",),
        replications=50,
        slow=True,
    ),
    "q03a": Entry(
        what="M/M/6 with impatient leads, overloaded without them (Erlang A)",
        scenario="q03a",
        measure=only(_Q03, desk()),
        expected=lambda: _erlang_a(8.0, 2.0, 6),
        planted=("campaigns.inquiries.leads=8.24 per day",),
        replications=60,
        published={
            "P_wait": "q03a:P_wait",
            "P_abandon": "q03a:P_abandon",
            "Wq": "q03a:E_wait",
            "load": "q03a:util",
        },
    ),
    "q03b": Entry(
        what="M/M/10 with patient leads (Erlang A)",
        scenario="q03b",
        measure=only(_Q03, desk(per_day=HOURS)),
        expected=lambda: _erlang_a(9.0, 5.0, 10),
        planted=("stages.handle.work.exponential.mean=1.03 h",),
        replications=40,
    ),
    "q03c": Entry(
        what="M/M/4 with leads of little patience (Erlang A)",
        scenario="q03c",
        measure=only(_Q03, desk(per_day=HOURS)),
        expected=lambda: _erlang_a(3.0, 0.25, 4),
        planted=("stages.handle.patience.exponential.mean=15.45 min",),
        replications=40,
    ),
    "q04a": Entry(
        what="M/G/1, lognormal work (Pollaczek-Khinchine)",
        scenario="q04a",
        measure=_Q04,
        expected=lambda: _general(0.7, 1.5**2),
        planted=("campaigns.inquiries.leads=17.304 per day",),
        replications=120,
        published={"P_wait": "q04a:rho", "Wq": "q04a:Wq"},
    ),
    "q04b": Entry(
        what="M/D/1 (Pollaczek-Khinchine)",
        scenario="q04",
        measure=_Q04,
        expected=lambda: _general(0.8, 0.0),
        planted=("stages.handle.work=1.03 h",),
        replications=40,
    ),
    "q04c": Entry(
        what="M/E2/1 (Pollaczek-Khinchine)",
        scenario="q04c",
        measure=_Q04,
        expected=lambda: _general(0.8, 0.5),
        planted=("stages.handle.work.erlang.mean=1.03 h",),
        replications=40,
    ),
    "q04d": Entry(
        what="M/G/1, Weibull work of shape 0.8 (Pollaczek-Khinchine)",
        scenario="q04d",
        measure=_Q04,
        expected=lambda: _general(0.8, _weibull_variation(0.8)),
        planted=("stages.handle.work.weibull.mean=1.03 h",),
        replications=100,
    ),
    "q04e": Entry(
        what="M/G/1, uniform work (Pollaczek-Khinchine)",
        scenario="q04e",
        measure=_Q04,
        expected=lambda: _general(0.8, 1.0 / 3.0),
        planted=("stages.handle.work.uniform.high=2.06 h",),
        replications=40,
    ),
    "q05": Entry(
        what="M/M/1 with two classes and no interruption (Cobham)",
        scenario="q05",
        measure=_two_classes(1.0, 1.0),
        expected=lambda: _classes(theory.cobham([theory.Class(0.3, 1.0), theory.Class(0.4, 1.0)])),
        planted=("campaigns.inquiries.leads=17.304 per day",),
        replications=60,
        published={"Wq_hot": "q05:Wq_high", "Wq_warm": "q05:Wq_low"},
    ),
    "q05b": Entry(
        what="M/G/1 with two classes of different work (Cobham)",
        scenario="q05b",
        measure=_two_classes(0.5, 1.5),
        expected=lambda: _classes(theory.cobham([theory.Class(0.6, 0.5), theory.Class(0.35, 1.5, 0.5)])),
        planted=("campaigns.inquiries.leads=23.484 per day",),
        replications=90,
    ),
    "q05c": Entry(
        what="M/M/4 with two classes and no interruption",
        scenario="q05c",
        settings=("months=24",),
        measure=_two_classes(1.0, 1.0),
        expected=lambda: _classes(theory.cobham_servers((1.4, 1.8), 1.0, 4)),
        planted=("campaigns.inquiries.leads=79.104 per day",),
        replications=70,
    ),
    "q08": Entry(
        what="Open network of three stations with recycling (Jackson)",
        scenario="q08",
        measure=all_of(system(2), *(_station(nth, name) for nth, name in enumerate(_STATIONS, start=1))),
        expected=_jackson,
        planted=("campaigns.inquiries.leads=6.18 per day",),
        replications=640,
        published={
            "L_total": "q08:L_total",
            "W_system": "q08:W_system",
            **{f"flow_{name}": f"q08:lam.{nth}" for nth, name in enumerate(_STATIONS)},
            **{f"Wq_{name}": f"q08:Wq.{nth}" for nth, name in enumerate(_STATIONS)},
            **{f"L_{name}": f"q08:L.{nth}" for nth, name in enumerate(_STATIONS)},
        },
    ),
    "q08b": Entry(
        what="A plant of two lines with a fifth of the work made again (Jackson)",
        scenario="rework",
        measure=all_of(only("P_wait Wq", desk(1, per_day=HOURS)), made_again(HOURS)),
        expected=lambda: {
            "P_wait": theory.erlang_c(1.6, 1.0, 2).share,
            "Wq": theory.erlang_c(1.6, 1.0, 2).mean,
            "lead_time": (theory.erlang_c(1.6, 1.0, 2).mean + 1.0) / 0.8,
        },
        planted=("fulfilment.default.production.defects=22.4%",),
        replications=52,
    ),
    "q09": Entry(
        what="M_t/G/infinity with a yearly wave and three laws of stay",
        scenario="q09",
        measure=open_at(list(_LAWS), list(_MONTHS)),
        expected=_wave,
        planted=("campaigns.inquiries.leads=927 per month",),
        replications=40,
    ),
    "q11a": _from_empty(5, 300),
    "q11b": _from_empty(20, 300, slow=True),
    "q11c": _from_empty(100, 250),
    "q11d": _from_empty(500, 250, slow=True),
}
