"""What is sent to workers arrives unchanged, once, and large arrays that plans share travel once for all."""

from pathlib import Path
from typing import Any

import numpy as np

from planning.parcel import PIECE, pack, unpacked
from scenarios.compile import compile_params
from scenarios.load import load
from sim.params import Params


def params(*settings: str) -> Params:
    return compile_params(load("library:tiny", settings=["months=1", *settings]).scenario)


def test_a_content_arrives_unchanged_and_can_be_written_to() -> None:
    sent = {"small": np.arange(3), "large": np.arange(PIECE, dtype=np.float64), "word": "lead"}
    parcel = pack(sent)
    found = unpacked(parcel.name, parcel.pieces)
    np.testing.assert_array_equal(found["large"], sent["large"])
    np.testing.assert_array_equal(found["small"], sent["small"])
    assert found["word"] == "lead"
    assert found["large"].flags.writeable
    assert found["small"].flags.writeable


def test_parameters_keep_the_types_that_compiled_code_was_made_for() -> None:
    sent = params()
    parcel = pack(sent)
    found = unpacked(parcel.name, parcel.pieces)
    mine: Any
    theirs: Any
    for mine, theirs in zip(sent, found, strict=True):
        for own, other in zip(mine, theirs, strict=True):
            assert type(own) is type(other)
            if isinstance(own, np.ndarray):
                assert own.dtype == other.dtype
                assert own.flags.c_contiguous == other.flags.c_contiguous
                assert own.flags.writeable == other.flags.writeable
                assert own.tobytes() == other.tobytes()


def test_equal_contents_have_equal_names_and_are_unpacked_once(tmp_path: Path) -> None:
    parcel, again = pack(params()), pack(params())
    assert parcel == again
    files = [tmp_path / str(place) for place in range(len(parcel.pieces))]
    for file, piece in zip(files, parcel.pieces, strict=True):
        file.write_bytes(piece)
    first = unpacked(parcel.name, files)
    for file in files:
        file.unlink()
    assert unpacked(again.name, files) is first


def test_plans_that_differ_in_a_price_share_their_tables_of_quantiles() -> None:
    one, other = pack(params()), pack(params("offer.products.product.price=9500 EUR"))
    assert one.name != other.name
    common = set(one.pieces) & set(other.pieces)
    assert sum(map(len, common)) > 0.9 * sum(map(len, one.pieces))
