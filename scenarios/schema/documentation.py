"""What stands below each key in the source of a section, read only when somebody asks.

pydantic can do this too, but at every start: it takes as long as all the rest of the schema (measured).
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


@cache
def documentation(model: type[BaseModel]) -> dict[str, str]:
    """Documentation of a section's keys, those it has from its bases included, by name in Python.

    Parameters
    ----------
    model : a section of the schema
    """
    known: dict[str, str] = {}
    sections = [kind for kind in model.__mro__ if issubclass(kind, BaseModel) and kind is not BaseModel]
    for kind in reversed(sections):
        known.update(_documented(kind.__module__).get(kind.__qualname__, {}))
    return known


@cache
def _documented(module: str) -> dict[str, dict[str, str]]:
    """Texts below the keys of every class of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {kind.name: dict(_texts(kind)) for kind in classes}


def _texts(kind: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for key, below in pairwise(kind.body):
        match key, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
