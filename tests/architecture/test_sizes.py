"""Files and functions stay small enough to be read in one go."""

import ast

from tests.architecture.sources import PACKAGES, Function, functions, place, python_files

MAX_FILE_LINES = 400
MAX_STATEMENTS = 30


def statements(function: Function) -> int:
    """Statements of a function, without its docstring and without functions nested in it."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return sum(_count(statement) for statement in body)


def _count(statement: ast.stmt) -> int:
    """Statements in a statement, itself included; a nested function counts as one."""
    if isinstance(statement, Function):
        return 1
    return 1 + sum(_count(node) for node in _inner_statements(statement))


def _inner_statements(node: ast.AST) -> list[ast.stmt]:
    """Statements directly below a node, also those in `except` and `case` branches."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            found.extend(_inner_statements(child))
    return found


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in python_files(*PACKAGES, "tests")}
    too_long = [f"{place(path)}: {n} lines" for path, n in lengths.items() if n > MAX_FILE_LINES]
    assert not too_long, "split by business area:\n" + "\n".join(too_long)


def test_no_function_has_more_than_30_statements() -> None:
    too_long = [
        f"{place(path, function)}: {function.name} has {statements(function)} statements"
        for path in python_files(*PACKAGES, "tests")
        for function in functions(path)
        if statements(function) > MAX_STATEMENTS
    ]
    assert not too_long, "give its steps names:\n" + "\n".join(too_long)


def test_statements_are_counted_in_all_branches_but_not_in_nested_functions() -> None:
    source = '''
def f():
    """Docstring."""
    try:
        a = 1
    except ValueError:
        b = 2
    def g():
        c = 3
        d = 4
    match a:
        case 1:
            e = 5
'''
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert statements(function) == 6
