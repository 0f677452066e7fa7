import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planning.store import RunStore, canonical_json, run_key
from sim.errors import InputError, RunError

TABLES = {
    "weeks": {
        "week": np.arange(5),
        "revenue": np.linspace(0.0, 1.0, 5),
        "region": np.array(["N", "S", "N", "S", "东"]),
    }
}
KEY = run_key({"reps": 3}, "1.0", 7)


@pytest.fixture
def store(tmp_path) -> RunStore:
    return RunStore(tmp_path / "runs")


def files(store: RunStore) -> dict[str, bytes]:
    return {
        str(path.relative_to(store.root)): path.read_bytes()
        for path in store.root.rglob("*.*")
        if path.is_file()
    }


def test_the_key_depends_on_everything_but_the_order_of_keys():
    assert run_key({"a": 1, "b": 2}, "1.0", 7) == run_key({"b": 2, "a": 1}, "1.0", 7)
    others = [run_key({"a": 1, "b": 3}, "1.0", 7), run_key({"a": 1, "b": 2}, "1.1", 7)]
    assert len({run_key({"a": 1, "b": 2}, "1.0", 7), run_key({"a": 1, "b": 2}, "1.0", 8), *others}) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"budget": float("nan")}, "cannot be written as JSON"),
        ({"budget": {1: "a"}}, "the key 1 is not text"),
        ({"when": object()}, "cannot be written as JSON"),
    ],
)
def test_what_json_cannot_say_is_refused(content, message):
    with pytest.raises(InputError, match=message):
        canonical_json([content])


def test_a_run_that_was_never_stored_is_not_there(store):
    assert store.get(KEY) is None


def test_a_stored_run_comes_back(store):
    store.commit(KEY, TABLES, {"seed": 7, "plan": "Baseline"})
    found = store.get(KEY)
    assert found is not None
    assert found.manifest == {"seed": 7, "plan": "Baseline"}
    frame = found.table("weeks")
    assert frame["week"].tolist() == [0, 1, 2, 3, 4]
    assert frame["revenue"].to_numpy() == pytest.approx(TABLES["weeks"]["revenue"])
    assert frame["region"].tolist() == ["N", "S", "N", "S", "东"]


def test_a_frame_can_be_stored_too(store):
    frame = pd.DataFrame({"rep": ["Ana", "Bo"], "quota_cents": [10**12, 5]})
    stored = store.commit(KEY, {"reps": frame}, {})
    assert stored.table("reps").to_dict("list") == frame.to_dict("list")


def test_the_same_run_is_the_same_bytes(tmp_path):
    first, second = RunStore(tmp_path / "one"), RunStore(tmp_path / "two")
    for store in (first, second):
        store.commit(KEY, TABLES, {"b": 1, "a": 2})
    assert files(first) == files(second)
    assert len(files(first)) == 2


def test_a_folder_with_odd_letters_in_its_name_works(tmp_path):
    stored = RunStore(tmp_path / "a [1]* 'q' ?").commit(KEY, TABLES, {})
    assert len(stored.table("weeks")) == 5


def test_a_run_that_is_there_stays_as_it_is(store):
    store.commit(KEY, TABLES, {"note": "first"})
    assert store.commit(KEY, TABLES, {"note": "second"}).manifest == {"note": "first"}


def test_nothing_is_left_of_a_run_that_cannot_be_written(store):
    with pytest.raises(RunError, match="could not be stored"):
        store.commit(KEY, {"weeks": {"a": np.arange(3), "b": np.arange(4)}}, {})
    assert list(store.root.iterdir()) == []


def test_a_manifest_with_nan_is_refused_before_anything_is_written(store):
    with pytest.raises(InputError, match="cannot be written as JSON"):
        store.commit(KEY, TABLES, {"mean": float("inf")})
    assert not store.root.exists()


@pytest.mark.parametrize("key", ["../../etc", "abc", "", KEY.upper(), KEY + "/x"])
def test_a_key_cannot_lead_out_of_the_store(store, key):
    with pytest.raises(InputError, match="is not the key of a run"):
        store.path(key)


def test_a_table_name_cannot_lead_out_of_the_store(store):
    with pytest.raises(InputError, match="cannot name a table"):
        store.commit(KEY, {"../x": TABLES["weeks"]}, {})


def test_a_link_is_not_followed(store, tmp_path):
    store.root.mkdir()
    (store.root / KEY).symlink_to(tmp_path)
    with pytest.raises(RunError, match=r"is damaged \(it is a link\)"):
        store.get(KEY)


def test_a_table_that_is_not_there_is_named(store):
    with pytest.raises(InputError, match="has no table 'months'; it has weeks"):
        store.commit(KEY, TABLES, {}).table("months")


def test_a_flipped_bit_in_a_table_is_noticed(store):
    stored = store.commit(KEY, TABLES, {})
    file = stored.folder / "weeks.parquet"
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.write_bytes(content)
    with pytest.raises(RunError, match=r"weeks\.parquet is not what was stored"):
        stored.table("weeks")


def test_a_changed_or_cut_manifest_is_noticed(store):
    manifest = store.commit(KEY, TABLES, {"seed": 7}).folder / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace("7", "8", 1))
    with pytest.raises(RunError, match="is not what was stored"):
        store.get(KEY)
    manifest.write_text(text[:20])
    with pytest.raises(RunError, match=r"manifest\.json cannot be read"):
        store.get(KEY)


def test_the_manifest_is_sorted_json(store):
    text = (store.commit(KEY, TABLES, {"b": 1, "a": 2}).folder / "manifest.json").read_text()
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=1) + "\n"


WRITER = """
import os, signal, sys
from pathlib import Path
import numpy as np
import planning.store as module
from planning.store import RunStore, run_key
store = RunStore(Path(sys.argv[1]))
tables = {"weeks": {"week": np.arange(20000)}}
if sys.argv[2] == "die":
    module._digest = lambda file: os.kill(os.getpid(), signal.SIGKILL)
for number in range(int(sys.argv[3])):
    store.commit(run_key({"number": number}, "1.0", 7), tables, {"number": number})
"""


def writer(root: Path, store: RunStore, how: str, count: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WRITER, str(store.root), how, str(count)]
    return subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})


def test_what_a_killed_run_leaves_is_ignored_and_removed(store, root):
    killed = writer(root, store, "die", 1)
    assert killed.wait(60) == -signal.SIGKILL
    (leftover,) = store.root.iterdir()
    assert (leftover / "weeks.parquet").exists()
    key = run_key({"number": 0}, "1.0", 7)
    assert store.get(key) is None
    store.commit(key, TABLES, {})
    assert [path.name for path in store.root.iterdir()] == [key]


def test_two_processes_that_store_the_same_runs_do_not_harm_each_other(store, root):
    writers = [writer(root, store, "live", 15) for _ in range(2)]
    assert [process.wait(60) for process in writers] == [0, 0]
    assert len(list(store.root.iterdir())) == 15
    for number in range(15):
        found = store.get(run_key({"number": number}, "1.0", 7))
        assert found is not None
        assert found.manifest == {"number": number}
        assert len(found.table("weeks")) == 20000


def test_a_run_being_written_is_not_swept_away(store):
    store.root.mkdir()
    with store._workshop() as draft:
        assert RunStore(store.root).remove_unfinished() == 0
        assert draft.is_dir()
    assert store.remove_unfinished() == 0
    assert not draft.exists()
