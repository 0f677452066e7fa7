"""The run store: finished runs on disk, found again by what went into them.

A run's folder is named by a digest of its inputs, so the same question finds its answer and another question
can never meet it. A folder is written under a temporary name and renamed when everything is on the disk: it
is either complete or not there. Needs a file system with locks (Linux, macOS).
"""

import atexit
import fcntl
import glob
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from sim.errors import InputError, RunError

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, np.ndarray[Any, Any]]

MANIFEST = "manifest.json"
_KEY_BYTES = 20
_KEY = re.compile(r"[0-9a-f]{40}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_UNFINISHED = ".unfinished-"


def run_key(inputs: object, version: str, seed: int) -> str:
    """Digest of everything that decides a run.

    Parameters
    ----------
    inputs : [any] the resolved scenario and settings, as JSON-like data
    version : [any] version of the engine
    seed : [1] seed of the run
    """
    question = canonical_json({"inputs": inputs, "seed": seed, "version": version})
    return hashlib.blake2b(question.encode(), digest_size=_KEY_BYTES).hexdigest()


def canonical_json(content: object) -> str:
    """Write JSON-like data in the one way that does not depend on the order of its keys."""
    _only_text_keys(content)
    try:
        return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=True)
    except (TypeError, ValueError) as error:
        raise InputError(f"cannot be written as JSON: {error}") from error


def _only_text_keys(content: object) -> None:
    """1 and "1" would become the same key."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if not isinstance(key, str):
                raise InputError(f"cannot be written as JSON: the key {key!r} is not text")
            _only_text_keys(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _only_text_keys(value)


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A finished run."""

    key: str
    folder: Path
    manifest: Mapping[str, Any]
    """What the run was stored with."""
    tables: Mapping[str, str]
    """Digest of the file of each table."""

    def table(self, name: str) -> "pd.DataFrame":
        """Read a table back, after making sure that it is what was stored."""
        if name not in self.tables:
            raise InputError(f"run {self.key} has no table {name!r}; it has {', '.join(sorted(self.tables))}")
        with _database().cursor() as connection:
            return self._read(connection, name)

    def all_tables(self) -> "dict[str, pd.DataFrame]":
        """Read all tables back, as `table` does."""
        with _database().cursor() as connection:
            return {name: self._read(connection, name) for name in self.tables}

    def _read(self, connection: "duckdb.DuckDBPyConnection", name: str) -> "pd.DataFrame":
        file = self.folder / f"{name}.parquet"
        if not file.is_file() or _digest(file) != self.tables[name]:
            raise _damaged(self.folder, f"{file.name} is not what was stored")
        frame: pd.DataFrame = connection.read_parquet(glob.escape(str(file))).df()
        return frame


class RunStore:
    """Finished runs below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def path(self, key: str) -> Path:
        """Folder of a run, whether it exists or not; always directly below the root."""
        if not _KEY.fullmatch(key):
            raise InputError(f"{key!r} is not the key of a run")
        folder = self.root / key
        if folder.is_symlink():
            raise _damaged(folder, "it is a link")
        return folder

    def get(self, key: str) -> StoredRun | None:
        """Return the run, or None when there is none yet."""
        folder = self.path(key)
        if not folder.is_dir():
            return None
        try:
            record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            run = StoredRun(key, folder, record["run"], record["tables"])
            seal = record["seal"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(folder, f"{MANIFEST} cannot be read") from error
        if seal != _seal(run.manifest, run.tables):
            raise _damaged(folder, f"{MANIFEST} is not what was stored")
        return run

    def runs(self) -> "Iterator[StoredRun]":
        """All finished runs, in the order of their keys."""
        if self.root.is_dir():
            for folder in sorted(self.root.iterdir()):
                run = self.get(folder.name) if _KEY.fullmatch(folder.name) else None
                if run is not None:
                    yield run

    def commit(
        self, key: str, tables: Mapping[str, "Columns | pd.DataFrame"], manifest: Mapping[str, Any]
    ) -> StoredRun:
        """Store a run, all of it or nothing; a run that is already there stays as it is."""
        folder = self.path(key)
        canonical_json(manifest)
        for name in tables:
            if not _TABLE.fullmatch(name):
                raise InputError(f"{name!r} cannot name a table: use small letters, digits and _")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with self._workshop() as draft:
                _write_run(draft, tables, manifest)
                self._publish(draft, folder)
        except (OSError, duckdb.Error) as error:
            raise RunError(f"run {key} could not be stored in {self.root}: {error}") from error
        stored = self.get(key)
        if stored is None:
            raise _damaged(folder, "it vanished while it was being stored")
        return stored

    def _publish(self, draft: Path, folder: Path) -> None:
        try:
            draft.rename(folder)
        except OSError:
            if not (folder / MANIFEST).is_file():
                raise
        _flush(self.root)

    @contextmanager
    def _workshop(self) -> Iterator[Path]:
        """Lend a locked folder with a temporary name; whatever is left of it at the end is removed."""
        self.remove_unfinished()
        draft, lock = self._locked_folder()
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            os.close(lock)

    def _locked_folder(self) -> tuple[Path, int]:
        """Make a folder and lock it; one swept away between the two steps is made again."""
        while True:
            draft = self.root / f"{_UNFINISHED}{secrets.token_hex(8)}"
            draft.mkdir()
            lock = _lock(draft)
            if lock is not None:
                return draft, lock

    def remove_unfinished(self) -> int:
        """Remove what killed runs left behind, and return how many there were; live runs hold a lock."""
        removed = 0
        for draft in self.root.glob(f"{_UNFINISHED}*"):
            lock = _lock(draft)
            if lock is not None:
                shutil.rmtree(draft, ignore_errors=True)
                os.close(lock)
                removed += 1
        return removed


def _lock(folder: Path) -> int | None:
    """Lock a folder; None when somebody else holds it or it is gone."""
    lock = None
    with suppress(OSError):
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(lock), folder.stat(follow_symlinks=False)):
            return lock
    if lock is not None:
        os.close(lock)
    return None


def _write_run(
    draft: Path, tables: Mapping[str, "Columns | pd.DataFrame"], manifest: Mapping[str, Any]
) -> None:
    digests = {}
    with _database().cursor() as connection:
        for name in sorted(tables):
            file = draft / f"{name}.parquet"
            _write_table(connection, file, tables[name])
            _flush(file)
            digests[name] = _digest(file)
    record = {"run": dict(manifest), "tables": digests, "seal": _seal(manifest, digests)}
    text = json.dumps(record, sort_keys=True, indent=1, allow_nan=False, ensure_ascii=False)
    (draft / MANIFEST).write_text(text + "\n", encoding="utf-8")
    _flush(draft / MANIFEST)
    _flush(draft)


@cache
def _database() -> "duckdb.DuckDBPyConnection":
    """One database in memory for the process: opening one takes longer than writing a small table.

    Its type stays in quotes: an annotation would keep the library alive at the end, and it would complain.
    """
    database = duckdb.connect(config={"threads": 1})
    atexit.register(database.close)
    return database


def _write_table(
    connection: "duckdb.DuckDBPyConnection", file: Path, columns: "Columns | pd.DataFrame"
) -> None:
    """Write a table as Parquet; one thread, so that equal tables become equal bytes."""
    source = dict(columns) if isinstance(columns, Mapping) else columns
    connection.register("source", source)
    connection.sql("from source").write_parquet(str(file), compression="zstd")
    connection.unregister("source")


def _seal(manifest: Mapping[str, Any], digests: Mapping[str, str]) -> str:
    content = canonical_json([manifest, digests])
    return hashlib.blake2b(content.encode(), digest_size=_KEY_BYTES).hexdigest()


def _flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.blake2b(digest_size=_KEY_BYTES)).hexdigest()


def _damaged(folder: Path, what: str) -> RunError:
    return RunError(f"the stored run {folder} is damaged ({what}): remove it and run again")
