"""The way from Python into machine code: arguments as words, results, errors, code that is kept in files."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.errors import EngineError
from sim.jit import cache_folder, kernel, native, objects, rule
from sim.jit.decorators import PLAIN
from sim.jit.entrances import Native
from sim.jit.words import Kind, lay_out
from tests.architecture.sources import ROOT

compiled = pytest.mark.skipif(PLAIN, reason="everything runs as plain Python")


class Inside(NamedTuple):
    """A tuple within a tuple."""

    rate: float
    values: np.ndarray


class Outside(NamedTuple):
    """A tuple as kernels get them."""

    first: np.ndarray
    inside: Inside
    place: int
    grid: np.ndarray


@rule
def twice(number: float) -> float:
    return 2.0 * number


@kernel
def gathered(given: Outside, row: int, column: int) -> float:
    inside = given.inside
    found = inside.values[given.place] + given.grid[row, column]
    return float(given.first[0] + twice(inside.rate) + found)


@kernel
def filled(given: Outside, value: float) -> None:
    for place in range(len(given.first)):
        given.first[place] = value + place
    given.grid[1, 2] = value


@kernel
def everything(number: int, share: float, key: np.uint64) -> tuple[int, float, bool]:
    return number - 1, share * 2.0, bool(key > np.uint64(1 << 63))


@kernel
def key_after(key: np.uint64) -> np.uint64:
    return np.uint64(key + np.uint64(1))


@kernel
def summed(values: np.ndarray) -> float:
    total = 0.0
    for place in range(len(values)):
        total += values[place]
    return total


@kernel
def ratio(number: int, other: int) -> int:
    return number // other


def fresh(entrance: Any) -> Any:
    """The same entrance, as a new process would have it."""
    return Native(entrance.__wrapped__)


def ways(entrance: Any) -> list[Any]:
    found: list[Any] = entrance._ways
    return found


def outside() -> Outside:
    return Outside(
        np.array([1.0, 2.0]), Inside(0.25, np.array([10.0, 20.0, 30.0])), 2, np.arange(6.0).reshape(2, 3)
    )


def test_tuples_within_tuples_and_tables_arrive_whole() -> None:
    assert gathered(outside(), 1, 2) == 1.0 + 0.5 + 30.0 + 5.0


def test_arrays_are_handed_over_in_place() -> None:
    given = outside()
    filled(given, 7.0)
    assert given.first.tolist() == [7.0, 8.0]
    assert given.grid.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 7.0]]


@pytest.mark.parametrize("number", [0, 5, -(1 << 62)])
def test_results_of_every_kind_come_back(number: int) -> None:
    assert everything(number, 0.25, np.uint64(1)) == (number - 1, 0.5, False)
    assert everything(number, -0.25, np.uint64((1 << 64) - 1)) == (number - 1, -0.5, True)
    assert int(key_after(np.uint64((1 << 64) - 3))) == (1 << 64) - 2


def test_arrays_that_do_not_lie_together_are_read_by_their_strides() -> None:
    values = np.arange(10.0)
    assert summed(values) == 45.0
    assert summed(values[::2]) == 20.0
    assert summed(values[::-1][:3]) == 24.0


@compiled
def test_code_is_made_once_for_each_kind_of_array() -> None:
    before = len(ways(summed))
    for kind in (np.float32, np.int16, np.float32):
        assert summed(np.array([1, 2], kind)) == 3.0
    assert len(ways(summed)) == before + 2


@compiled
def test_an_error_of_compiled_code_is_an_error_in_python() -> None:
    assert ratio(7, 2) == 3
    with pytest.raises(EngineError, match="compiled code of ratio failed"):
        ratio(7, 0)


@compiled
def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match="takes numbers, arrays and named tuples"):
        summed("3")  # type: ignore[arg-type]


@compiled
def test_a_damaged_file_of_code_is_not_run(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sim.jit.entrances.cache_folder", lambda: tmp_path)
    assert fresh(ratio)(9, 2) == 4
    (path,) = tmp_path.glob("*.code")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + b"\0" * 9)
    assert objects.read(path) is None
    assert fresh(ratio)(9, 2) == 4
    assert path.read_bytes()[:50] == whole[:50]
    assert objects.read(path) is not None


@compiled
def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path, monkeypatch) -> None:
    (tmp_path / "blocked").write_text("")
    monkeypatch.setattr("sim.jit.entrances.cache_folder", lambda: tmp_path / "blocked" / "code")
    assert fresh(ratio)(9, 2) == 4


@compiled
def test_threads_that_come_together_compile_once() -> None:
    entry = fresh(summed)
    gate = threading.Barrier(8)

    def one(number: int) -> Any:
        gate.wait()
        return entry(np.full(100, float(number)))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [100.0 * number for number in range(8)]
    assert len(ways(entry)) == 1


def test_kinds_tell_arrays_apart() -> None:
    def kinds(value: object) -> list[Kind]:
        found: list[Kind] = []
        lay_out(value, found, [])
        return found

    values = np.zeros((2, 2))
    others = (values.astype(np.float32), np.ones((2, 2)).T, values[0], np.asfortranarray(np.ones((2, 3))))
    assert all(kinds(other) != kinds(values) for other in others)
    assert kinds(np.zeros((5, 1))) == kinds(values)
    assert kinds(1) != kinds(1.0)
    assert kinds(np.uint64(1)) != kinds(1)


PROBE = """
import sys
import numpy as np
from sim.rules.offer import utility
from sim.jit import native
print(native(utility)(1.0, 2.0, 90.0, 100.0), "numba" in sys.modules)
"""


@compiled
def test_code_in_the_cache_runs_without_the_compiler() -> None:
    """The first process may have to compile; the second has nothing to compile with."""
    for _ in range(2):
        answer = subprocess.run(
            [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=True
        )
    assert answer.stdout.split()[1] == "False"
    assert cache_folder().is_dir()


def test_rules_are_the_same_by_both_ways() -> None:
    way = native(twice)
    for number in (0.1, 1e300, -0.0):
        assert way(number) == twice(number) == 2.0 * number


CHECKED = """
import numpy as np
from sim.errors import EngineError
from sim.jit import kernel

@kernel
def at(values: np.ndarray, place: int) -> float:
    return values[place]

for place in (1, 3, -1):
    try:
        print(at(np.array([1.0, 2.0, 3.0]), place))
    except EngineError as error:
        print("refused")
"""


@compiled
def test_checked_code_refuses_places_outside_an_array_and_before_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    answer = subprocess.run(
        [sys.executable, "-c", CHECKED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["2.0", "refused", "refused"]
