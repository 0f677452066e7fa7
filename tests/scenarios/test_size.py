"""Peak memory of whole runs of the library against the estimate."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planning.preflight import Work, size_of
from scenarios.load import load

ROOT = Path(__file__).parents[2]
LIBRARY = sorted(path.stem for path in (ROOT / "scenarios" / "library").glob("*.yaml"))
MEMORY = 2.0
"""Factor within which the estimate must lie."""

RUN = """
import resource, sys
from foresell.cli import main
code = main(["run", sys.argv[1], "-n", "100", "--workers", "2", "-q", "--json", "-o", sys.argv[2]])
print("peak:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
sys.exit(code)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is told in other units elsewhere")
@pytest.mark.parametrize("name", LIBRARY)
def test_the_memory_of_a_run_is_right_within_a_factor(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, f"library:{name}", str(tmp_path)]
    answer = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    measured = float(answer.stdout.rsplit("peak:", 1)[1])
    estimated = size_of(Work([load(f"library:{name}")], 100, 2))[1].memory
    assert measured / MEMORY <= estimated <= MEMORY * measured
