"""Read a scenario: a YAML file, what it extends, overlays and `--set` values, as one document.

`extends:` names a file relative to the scenario (or a list of files), or a ready scenario as `library:NAME`.
A file with a top-level `calibrated:` map is the result of a calibration: its values override like any other
file's, and the map (source, date, intervals) is kept beside the scenario, not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scenarios.calibrated import Calibration, read_calibration
from scenarios.files import (
    LIBRARY,
    LIBRARY_PREFIX,
    SourceFile,
    check_ordinary,
    library_path,
    read_text,
    resolve_inside,
)
from scenarios.merge import RESERVED, additions, combine, merge, setting_tree
from scenarios.origin import (
    DEFAULT,
    Kind,
    ListNode,
    MapNode,
    Mark,
    Node,
    Origin,
    Plain,
    Problem,
    ScalarNode,
    Source,
    Steps,
    dotted,
    find,
    leaves,
    origin_of,
    path_label,
    plain,
    refuse,
    shorten,
)
from scenarios.yaml_text import parse_yaml
from sim.errors import InputError

MAX_FILES = 100


@dataclass(frozen=True)
class Document:
    """A scenario as read: merged values, and where each was written."""

    path: str
    """The scenario as the user named it."""
    root: Path
    """Folder that files named in the scenario must lie in."""
    tree: MapNode
    """Merged values with their places."""
    files: tuple[SourceFile, ...]
    """Every file that was read, with its fingerprint."""
    calibrated: tuple[Calibration, ...]
    """What the calibrated files say about their estimates."""
    added: tuple[tuple[Steps, Mark], ...]
    """Keys that overlays and `--set` gave and the scenario below them does not hold."""

    @cached_property
    def data(self) -> dict[str, Plain]:
        """The values as plain dicts, lists, text and numbers."""
        return {name: plain(entry.node) for name, entry in self.tree.entries.items()}

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """The origin of every single value, by dotted path."""
        return {dotted(steps): origin_of(mark) for steps, mark in leaves(self.tree)}

    def locate(self, path: str) -> Origin:
        """Tell where the value at a dotted path was written; kind `default` when nobody wrote it.

        Parameters
        ----------
        path : dotted path, such as `sales.win_rate` or `campaigns.0.budget`
        """
        entry = find(self.tree, path)
        return DEFAULT if entry is None else origin_of(entry.node.mark)


@dataclass(frozen=True)
class _Reading:
    """What has been read so far on behalf of one scenario."""

    root: Path
    files: dict[Path, SourceFile] = field(default_factory=dict)
    trees: dict[Path, MapNode] = field(default_factory=dict)
    calibrated: dict[Path, Calibration] = field(default_factory=dict)


def read_scenario(path: Path | str, overlays: Sequence[Path] = (), settings: Sequence[str] = ()) -> Document:
    """Read a scenario with everything it rests on.

    Parameters
    ----------
    path : scenario file, or `library:NAME`
    overlays : files laid over the scenario; they stand on one level and may not disagree
    settings : `path=value` texts laid over all files
    """
    label, file = path_label(path), _scenario_file(path)
    reading = _Reading(_resolved(file).parent)
    base = _load(reading, file, label, "base", ())
    upper = [_load_overlay(reading, Path(overlay)) for overlay in overlays]
    top, collisions = combine([setting_tree(text) for text in settings])
    over, overlay_collisions = combine(upper, above=top)
    if collisions or overlay_collisions:
        raise refuse(label, [*collisions, *overlay_collisions])
    tree = base
    added: list[tuple[Steps, Mark]] = []
    for layer in (over, top):
        if layer is not None:
            added.extend(additions(tree, layer))
            tree = merge(tree, layer)
    files = tuple(reading.files.values())
    return Document(label, reading.root, tree, files, tuple(reading.calibrated.values()), tuple(added))


def _scenario_file(path: Path | str) -> Path:
    name = str(path)
    if name.startswith(LIBRARY_PREFIX):
        return library_path(name.removeprefix(LIBRARY_PREFIX))
    return Path(path)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        raise InputError(f"{path_label(path)}: is not a usable path") from None


def _load_overlay(reading: _Reading, path: Path) -> MapNode:
    label = path_label(path)
    tree = _parse_file(reading, path, label, "overlay")
    extends = tree.entries.get("extends")
    if extends is not None:
        message = "an overlay cannot extend a scenario; give this file as the scenario instead"
        raise refuse(label, [Problem(extends.key, ("extends",), message)])
    return tree


def _load(reading: _Reading, path: Path, label: str, kind: Kind, chain: tuple[Path, ...]) -> MapNode:
    """Read one file and lay it over the files it extends."""
    place = _resolved(path)
    if place in reading.trees:
        return reading.trees[place]
    tree = _parse_file(reading, path, label, kind)
    own = tree.without(*RESERVED)
    bases = [_load_base(reading, name, place.parent, (*chain, place)) for name in _extended(tree, label)]
    below, collisions = combine(bases, above=own)
    if collisions:
        raise refuse(label, collisions)
    reading.trees[place] = own if below is None else merge(below, own)
    return reading.trees[place]


def _extended(tree: MapNode, label: str) -> list[ScalarNode]:
    """List the names under `extends:`."""
    entry = tree.entries.get("extends")
    if entry is None:
        return []
    nodes = entry.node.items if isinstance(entry.node, ListNode) else (entry.node,)
    names = [node for node in nodes if isinstance(node, ScalarNode) and isinstance(node.value, str)]
    if len(names) < len(nodes) or not names:
        message = "write the name of a file, library:NAME, or a list of these"
        raise refuse(label, [Problem(entry.node.mark, ("extends",), message)])
    return names


def _load_base(reading: _Reading, name: ScalarNode, folder: Path, chain: tuple[Path, ...]) -> MapNode:
    """Read a file named by `extends:`."""
    written = str(name.value)
    label = name.mark.source.label
    try:
        path, shown = _base_path(reading, written, folder, label)
        if path in chain:
            circle = " -> ".join(path_label(step.name) for step in (*chain[chain.index(path) :], path))
            raise InputError(f"files extend one another in a circle: {circle}")
        check_ordinary(path, written)
    except InputError as error:
        raise refuse(label, [Problem(name.mark, ("extends",), str(error))]) from None
    return _load(reading, path, shown, "extends", chain)


def _base_path(reading: _Reading, written: str, folder: Path, label: str) -> tuple[Path, str]:
    """Find the file behind a name under `extends:`, and the name to show for it in messages."""
    library = LIBRARY.resolve()
    if written.startswith(LIBRARY_PREFIX):
        return library_path(written.removeprefix(LIBRARY_PREFIX)).resolve(), written
    if folder == library:
        return resolve_inside(library, written, folder), f"{LIBRARY_PREFIX}{written}"
    return resolve_inside(reading.root, written, folder), path_label(Path(label).parent / written)


def _parse_file(reading: _Reading, path: Path, label: str, kind: Kind) -> MapNode:
    """Read one file into a tree; a calibrated file gives its map of estimates to the reading."""
    if len(reading.files) >= MAX_FILES:
        raise InputError(f"{label}: a scenario may rest on {MAX_FILES} files at most")
    text, sha256 = read_text(path, label)
    place = _resolved(path)
    reading.files[place] = SourceFile(label, sha256)
    tree = _map_of(parse_yaml(text, Source(label, kind)), label)
    if "calibrated" in tree.entries:
        tree = _map_of(parse_yaml(text, Source(label, "calibrated")), label)
        reading.calibrated[place] = read_calibration(tree.entries["calibrated"], label)
        tree = tree.without("calibrated")
    return tree


def _map_of(node: Node | None, label: str) -> MapNode:
    """Insist that a file holds keys and values."""
    if isinstance(node, MapNode):
        return node
    if node is None or (isinstance(node, ScalarNode) and node.value is None):
        raise InputError(f"{label}:1:1: is empty; a scenario is a map of keys and values")
    kind = "a list" if isinstance(node, ListNode) else f"the single value {shorten(str(plain(node)))}"
    message = f"holds {kind}; a scenario is a map of keys and values"
    raise refuse(label, [Problem(node.mark, (), message)])
