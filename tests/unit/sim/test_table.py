from typing import NamedTuple

import numpy as np

from sim.params.table import row_type, table


class Stall(NamedTuple):
    number: int
    length: float


def test_a_row_keeps_the_order_and_the_kind_of_its_fields():
    assert row_type(Stall).names == ("number", "length")
    assert [row_type(Stall)[name].kind for name in ("number", "length")] == ["i", "f"]


def test_a_table_is_read_by_row_and_by_column():
    stalls = table(Stall, [Stall(1, 2.5), Stall(2, 3.5)])
    assert stalls[1].length == 3.5
    assert stalls.number.tolist() == [1, 2]


def test_a_table_may_be_empty():
    stalls = table(Stall, [])
    assert len(stalls) == 0
    assert stalls.length.dtype == np.float64
