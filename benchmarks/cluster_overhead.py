"""What a cluster costs beside threads; measured by `benchmarks.cluster` where its packages are installed."""

from importlib import import_module

from benchmarks.measures import Claim, Measure, Row, Session, Skipped

OVERHEAD = Claim("cluster", "processor time on a local cluster of 2, times that on 2 threads", "less", None)


def rows(session: Session) -> list[Row]:
    """One ratio."""
    if session.quick:
        return []
    try:
        ways = import_module("benchmarks.cluster").measure_ways()
    except ImportError as error:
        return [Skipped(OVERHEAD.key, OVERHEAD.says, f"needs {error.name}")]
    value = float(ways.overhead)
    raw = {"threads": ways.threads, "cluster": ways.cluster, "scaling": ways.scaling}
    return [Measure(OVERHEAD.key, OVERHEAD.says, value, "x", OVERHEAD.better, None, recorded=True, raw=raw)]
