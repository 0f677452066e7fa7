"""Lay scenario trees over one another: maps merge key by key, lists and single values replace.

Trees of different levels win in order: the files named by `extends:`, then the scenario, then overlay files,
then `--set`. Trees of one level (two overlays, two `--set`) may not give different values to the same key.
"""

from collections.abc import Iterator, Sequence

from scenarios.origin import (
    Entry,
    ListNode,
    MapNode,
    Mark,
    Node,
    Problem,
    ScalarNode,
    Source,
    Steps,
    item_number,
    refuse,
    shorten,
)
from scenarios.yaml_text import MAX_DEPTH, parse_yaml, refuse_unreadable
from sim.errors import InputError

RESERVED = ("extends", "calibrated")


def merge(under: MapNode, over: MapNode) -> MapNode:
    """Lay one tree over another; every value keeps its own place.

    Parameters
    ----------
    under : tree that gives way
    over : tree that wins
    """
    entries = dict(under.entries)
    for name, entry in over.entries.items():
        below = entries.get(name)
        entries[name] = entry if below is None else _merge_entry(below, entry)
    return MapNode(entries, under.mark)


def _merge_entry(under: Entry, over: Entry) -> Entry:
    if isinstance(over.node, MapNode) and isinstance(under.node, MapNode):
        return Entry(under.key, merge(under.node, over.node))
    if isinstance(over.node, MapNode) and isinstance(under.node, ListNode) and _is_setting(over.node):
        return Entry(under.key, _merge_items(under.node, over.node))
    return over


def _is_setting(node: MapNode) -> bool:
    """Tell whether a map is a step of a `--set` path (a map written as a value is not)."""
    return node.mark.source.kind == "set" and node.mark.line == 0


def _merge_items(under: ListNode, over: MapNode) -> ListNode:
    """Apply `--set list.3.key=value` to the items of a list."""
    items = list(under.items)
    for name, entry in over.entries.items():
        number = item_number(name)
        if number is None or number >= len(items):
            message = f"no item '{shorten(name)}' here; the list has {len(items)} items, counted from 0"
            raise refuse(entry.key.source.label, [Problem(entry.key, (), message)])
        items[number] = _merge_entry(Entry(items[number].mark, items[number]), entry).node
    return ListNode(tuple(items), under.mark)


def combine(level: Sequence[MapNode], above: MapNode | None = None) -> tuple[MapNode | None, list[Problem]]:
    """Join trees of one level, and list the keys on which they disagree.

    Parameters
    ----------
    level : trees of equal standing
    above : tree of the next level; what it sets is settled, so a disagreement there does not matter
    """
    if not level:
        return None, []
    joined = level[0]
    problems: list[Problem] = []
    for tree in level[1:]:
        problems.extend(_collisions(joined, tree, above, ()))
        joined = merge(joined, tree)
    return joined, problems


def _collisions(first: MapNode, second: MapNode, above: MapNode | None, steps: Steps) -> Iterator[Problem]:
    for name, entry in second.entries.items():
        other, top = first.entries.get(name), above.entries.get(name) if above is not None else None
        if other is None or (top is not None and not isinstance(top.node, MapNode)):
            continue
        settled = top.node if top is not None and isinstance(top.node, MapNode) else None
        yield from _disagreement(other.node, entry.node, settled, (*steps, name))


def _disagreement(first: Node, second: Node, above: MapNode | None, steps: Steps) -> Iterator[Problem]:
    if isinstance(first, MapNode) and isinstance(second, MapNode):
        yield from _collisions(first, second, above, steps)
    elif not same(first, second):
        message = f"set to different values here and at {first.mark}; which one should win? set it once"
        yield Problem(second.mark, steps, message)


def same(first: Node, second: Node) -> bool:
    """Tell whether two nodes hold the same values, 1 and true being different."""
    if isinstance(first, ScalarNode) and isinstance(second, ScalarNode):
        return type(first.value) is type(second.value) and first.value == second.value
    if isinstance(first, ListNode) and isinstance(second, ListNode):
        return len(first.items) == len(second.items) and all(map(same, first.items, second.items))
    if isinstance(first, MapNode) and isinstance(second, MapNode):
        return first.entries.keys() == second.entries.keys() and all(
            same(entry.node, second.entries[name].node) for name, entry in first.entries.items()
        )
    return False


def additions(under: MapNode, over: MapNode, steps: Steps = ()) -> Iterator[tuple[Steps, Mark]]:
    """List the topmost keys that the upper tree adds to maps of the lower one.

    Parameters
    ----------
    under : tree that gives way
    over : tree that wins
    steps : path of both trees
    """
    for name, entry in over.entries.items():
        below = under.entries.get(name)
        if below is None:
            yield (*steps, name), entry.key
        elif isinstance(below.node, MapNode) and isinstance(entry.node, MapNode):
            yield from additions(below.node, entry.node, (*steps, name))


def setting_tree(text: str) -> MapNode:
    """Read one `--set`: `sales.win_rate=0.3` or `campaigns.0.budget=120k EUR`.

    Parameters
    ----------
    text : dotted path, an equals sign, and a value as YAML would have it
    """
    source = Source(f"--set {shorten(text)}", "set")
    refuse_unreadable(text, source)
    path, equals, value = text.partition("=")
    names = [name.strip() for name in path.split(".")]
    if not equals or not all(names):
        raise InputError(f"{source.label}: write a path and a value: --set sales.win_rate=0.3")
    if len(names) >= MAX_DEPTH:
        raise InputError(f"{source.label}: nested deeper than {MAX_DEPTH} levels")
    if names[0] in RESERVED:
        raise InputError(f"{source.label}: {names[0]} cannot be set from the command line")
    node = parse_yaml(value.strip(), source, outer_depth=len(names))
    if node is None:
        raise InputError(f"{source.label}: has no value (write null for none)")
    for name in reversed(names):
        step = Mark(source, 0, 0)
        node = MapNode({name: Entry(step, node)}, step)
    return node if isinstance(node, MapNode) else MapNode({}, Mark(source, 0, 0))
