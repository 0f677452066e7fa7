"""Rows of words (sim.jit.words) as the compiler sees them: a type, how its parts are read, how results leave.

Nothing writes to a row while compiled code runs, so what is read from it may be read once and kept: the loads
are marked as such.
"""

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import typeof
from numba.core import cgutils
from numba.core import types as numba_types
from numba.core.datamodel import models as numba_models
from numba.core.imputils import lower_builtin, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, register_model
from numba.np import arrayobj

from sim.jit.words import number_kind

types: Any = numba_types  # described in part, and not in every version
models: Any = numba_models

_WORD = ir.IntType(64)
_FLOAT = ir.DoubleType()
_LINE_BYTES = 64
_ROW_BYTES = 192
_NUMBERS = {"u": types.uint64, "i": types.int64, "f": types.float64}


class Place(NamedTuple):
    """Where a part lies in a row."""

    offset: int
    """[word]"""
    kind: Any
    """Type of the part."""
    words: int
    """Its length [word]."""


def _short_name(kind: Any) -> str:
    """A name for symbols: the full one would be pages long."""
    return f"{type(kind).__name__}{kind._code}"  # noqa: SLF001 - numba's number of a type


class Pack(types.Type):  # type: ignore[misc]
    """A row of words with named parts."""

    def __init__(self, name: str, parts: dict[str, Place], words: int) -> None:
        self.parts = parts
        self.words = words
        shape = ",".join(f"{part}:{place.offset}:{place.kind}" for part, place in parts.items())
        super().__init__(f"{name}({shape})")

    @property
    def mangling_args(self) -> tuple[str, tuple[()]]:
        """What symbols call it."""
        return _short_name(self), ()


class Held(types.Type):  # type: ignore[misc]
    """A row of words that is one array."""

    def __init__(self, array: Any) -> None:
        self.array = array
        super().__init__(f"Held({array})")

    @property
    def mangling_args(self) -> tuple[str, tuple[()]]:
        """What symbols call it."""
        return _short_name(self), ()


@register_model(Pack)
@register_model(Held)
class RowModel(models.PrimitiveModel):  # type: ignore[misc]
    """A row is known by its address."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WORD.as_pointer())


class Rows(types.Array):  # type: ignore[misc]
    """An array whose places are counted from its begin: a negative one is a fault, not a place from its end.

    numba asks at every access whether a place is negative, and how long the array is to find it then.
    """

    def __init__(self, array: Any, scope: str = "") -> None:
        self.scope = scope
        item = Row(array.dtype, scope) if isinstance(array.dtype, types.Record) else array.dtype
        name = f"Rows({scope}:{array})"
        super().__init__(item, array.ndim, array.layout, not array.mutable, name, array.aligned)

    @property
    def key(self) -> Any:
        """What makes two types one."""
        return (self.scope, *super().key)


class Row(types.Record):  # type: ignore[misc]
    """An item of a table that is a part of a row."""

    def __init__(self, record: Any, scope: str) -> None:
        self.scope = scope
        fields = [(name, field._asdict()) for name, field in record.fields.items()]
        super().__init__(fields, record.size, record.aligned)

    @property
    def key(self) -> Any:
        """What makes two types one."""
        return self.scope, super().key


register_model(Rows)(models.ArrayModel)
register_model(Row)(models.RecordModel)


def _apart(builder: Any, scope: str, generate: Callable[[], Any]) -> Any:
    """Code whose reads and writes of memory touch nothing but one part of a row.

    No two parts share memory (a test looks), but the compiler cannot know: without a word it reads everything
    again after every write (LLVM: type-based alias analysis).

    Parameters
    ----------
    scope : name of the part; empty where it is not known
    generate : makes the code
    """
    block, before = builder.block, len(builder.block.instructions)
    result = generate()
    if scope:
        module = builder.module
        root = module.add_metadata([ir.MetaDataString(module, "foresell")])
        kind = module.add_metadata([ir.MetaDataString(module, scope), root, ir.Constant(_WORD, 0)])
        tag = module.add_metadata([kind, kind, ir.Constant(_WORD, 0)])
        for instruction in block.instructions[before:]:
            if isinstance(instruction, ir.LoadInstr | ir.StoreInstr):
                instruction.set_metadata("tbaa", tag)
    return result


@lower_getattr_generic(Row)  # type: ignore[untyped-decorator]
def read_field(context: Any, builder: Any, row: Row, value: Any, name: str) -> Any:
    """Code of `row.field`."""
    kind = row.typeof(name)
    address = cgutils.get_record_member(builder, value, row.offset(name), context.get_data_type(kind))
    align = None if row.aligned else 1
    return _apart(builder, f"{row.scope}.{name}", lambda: context.unpack_value(builder, kind, address, align))


@lower_setattr_generic(Row)  # type: ignore[untyped-decorator]
def write_field(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> Any:
    """Code of `row.field = value`."""
    row, given = signature.args
    kind = row.typeof(name)
    address = cgutils.get_record_member(builder, arguments[0], row.offset(name), context.get_data_type(kind))
    value = context.cast(builder, arguments[1], given, kind)
    align = None if row.aligned else 1
    return _apart(
        builder, f"{row.scope}.{name}", lambda: context.pack_value(builder, kind, value, address, align=align)
    )


@lower_builtin(operator.getitem, Rows, types.Integer)  # type: ignore[untyped-decorator]
@lower_builtin(operator.getitem, Rows, types.BaseTuple)  # type: ignore[untyped-decorator]
def read_item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Code of `rows[place]` and `rows[place, place]`; with fewer places than dimensions it is a view."""
    rows, places = signature.args
    if _dimensions(places) < rows.ndim:
        return _view(places)(context, builder, signature, arguments)
    address = _item(context, builder, signature, arguments)
    return _apart(builder, rows.scope, lambda: arrayobj.load_item(context, builder, rows, address))


@lower_builtin(operator.setitem, Rows, types.Integer, types.Any)  # type: ignore[untyped-decorator]
@lower_builtin(operator.setitem, Rows, types.BaseTuple, types.Any)  # type: ignore[untyped-decorator]
def write_item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Code of `rows[place] = value`."""
    rows, _, kind = signature.args
    value = context.cast(builder, arguments[2], kind, rows.dtype)
    address = _item(context, builder, signature, arguments)
    _apart(builder, rows.scope, lambda: arrayobj.store_item(context, builder, rows, value, address))
    return context.get_dummy_value()


def _view(places: Any) -> Any:
    several = isinstance(places, types.BaseTuple)
    return arrayobj.getitem_array_tuple if several else arrayobj.getitem_arraynd_intp


def _dimensions(places: Any) -> int:
    return len(places) if isinstance(places, types.BaseTuple) else 1


def _item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Address of an item."""
    rows, places = signature.args[:2]
    several = isinstance(places, types.BaseTuple)
    found = cgutils.unpack_tuple(builder, arguments[1], len(places)) if several else [arguments[1]]
    kinds = list(places) if several else [places]
    indices = [
        context.cast(builder, value, kind, types.intp) for kind, value in zip(kinds, found, strict=True)
    ]
    array = context.make_array(rows)(context, builder, arguments[0])
    return cgutils.get_item_pointer(
        context, builder, rows, array, indices, wraparound=False, boundscheck=context.enable_boundscheck
    )


def type_of(value: Any) -> Any:
    """Type of an argument as compiled code gets it."""
    if isinstance(value, np.ndarray):
        return Held(Rows(typeof(value)))
    if isinstance(value, tuple):
        return _pack_of(value)
    return _NUMBERS[number_kind(value)]


def _pack_of(value: Any) -> Pack:
    parts, offset = {}, 0
    for name, part in zip(value._fields, value, strict=True):
        scope = f"{type(value).__name__}.{name}"
        kind = Rows(typeof(part), scope) if isinstance(part, np.ndarray) else type_of(part)
        parts[name] = Place(offset, kind, _length(kind))
        offset += parts[name].words
    return Pack(type(value).__name__, parts, offset)


def _length(kind: Any) -> int:
    if isinstance(kind, Pack):
        return kind.words
    if isinstance(kind, Held):
        return _length(kind.array)
    if isinstance(kind, types.Array):
        return 1 + int(kind.ndim) * (1 if kind.layout == "C" else 2)
    return 1


@infer_getattr
class PackAttributes(AttributeTemplate):  # type: ignore[misc]
    """`row.part` has the type of the part."""

    key = Pack

    def generic_resolve(self, row: Pack, name: str) -> Any:
        """Type of a part; None for a name that the row does not have."""
        place = row.parts.get(name)
        return None if place is None else place.kind


@lower_getattr_generic(Pack)  # type: ignore[untyped-decorator]
def read_part(context: Any, builder: Any, row: Pack, address: Any, name: str) -> Any:
    """Code that reads a part of a row; a row within a row is its address."""
    place = row.parts[name]
    return _read(context, builder, place.kind, builder.gep(address, [_WORD(place.offset)]))


def _read(context: Any, builder: Any, kind: Any, address: Any) -> Any:
    if isinstance(kind, Pack):
        return address
    if isinstance(kind, types.Array):
        return _read_array(context, builder, kind, address)
    if kind == types.float64:
        return _load(builder, builder.bitcast(address, _FLOAT.as_pointer()))
    return _load(builder, address)


def _load(builder: Any, address: Any) -> Any:
    value = builder.load(address)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def _read_array(context: Any, builder: Any, kind: Any, address: Any) -> Any:
    def word(number: int) -> Any:
        return _load(builder, builder.gep(address, [_WORD(number)]))

    array = context.make_array(kind)(context, builder)
    itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape = [word(1 + axis) for axis in range(kind.ndim)]
    if kind.layout == "C":
        strides = [_WORD(itemsize)]
        for length in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], length))
    else:
        strides = [word(1 + kind.ndim + axis) for axis in range(kind.ndim)]
    data = builder.inttoptr(word(0), array.data.type)
    arrayobj.populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()  # noqa: SLF001 - how numba's structures are taken


@intrinsic  # type: ignore[untyped-decorator]
def opened(_typing: Any, handed: Any) -> Any:
    """Arguments as they were handed over, as the function takes them: rows of one array are that array."""
    kinds = [kind.array if isinstance(kind, Held) else kind for kind in handed]

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        values = _side_by_side(builder, handed, cgutils.unpack_tuple(builder, arguments[0], len(kinds)))
        found = [
            _read_array(context, builder, before.array, value) if isinstance(before, Held) else value
            for before, value in zip(handed, values, strict=True)
        ]
        return context.make_tuple(builder, types.Tuple(kinds), found)

    return types.Tuple(kinds)(handed), generate


def _side_by_side(builder: Any, kinds: Any, values: list[Any]) -> list[Any]:
    """The same values, with all rows said to lie behind the first: one address to keep at hand, not many."""
    first, offset, found = None, 0, []
    for kind, value in zip(kinds, values, strict=True):
        if isinstance(kind, Pack | Held):
            first = builder.gep(value, [_WORD(-offset)]) if first is None else first
            found.append(builder.gep(first, [_WORD(offset)]))
        else:
            found.append(value)
        offset += _length(kind)
    return found


@intrinsic  # type: ignore[untyped-decorator]
def put(_typing: Any, address: Any, result: Any) -> Any:
    """Write a result as words."""
    kinds = list(result) if isinstance(result, types.BaseTuple) else [result]

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        several = isinstance(result, types.BaseTuple)
        values = cgutils.unpack_tuple(builder, arguments[1], len(kinds)) if several else [arguments[1]]
        row = builder.inttoptr(arguments[0], _WORD.as_pointer())
        for number, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind != types.none:
                builder.store(_word_of(context, builder, kind, value), builder.gep(row, [_WORD(number)]))
        return context.get_dummy_value()

    return types.void(address, result), generate


def _word_of(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Float):
        return builder.bitcast(context.cast(builder, value, kind, types.float64), _WORD)
    return context.cast(builder, value, kind, types.uint64 if kind == types.uint64 else types.int64)


@intrinsic  # type: ignore[untyped-decorator]
def prefetch(_typing: Any, array: Any, place: Any) -> Any:
    """Ask for a row of an array before it is needed, so that reading it then need not wait for memory.

    A hint without effect on results; a place outside the array does no harm.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        view = context.make_array(array)(context, builder, value=arguments[0])
        stride = builder.extract_value(view.strides, 0)
        start = builder.bitcast(view.data, ir.IntType(8).as_pointer())
        row = builder.gep(start, [builder.mul(arguments[1], stride)])
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [row.type, number, number, number])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [row.type], kind)
        for line in range(0, _ROW_BYTES, _LINE_BYTES):
            address = builder.gep(row, [ir.Constant(ir.IntType(64), line)])
            builder.call(hint, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate
