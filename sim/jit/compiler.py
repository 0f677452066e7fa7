"""The one place that configures numba: how parts are compiled, and made into machine code together.

numba would optimise and finish every function on its own, with all that it calls, again and again. Here a
part is only translated; what an entry needs is put together once, optimised once, and made machine code once.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import llvmlite.binding as llvm
import numba
from numba.core import compiler
from numba.core import types as numba_types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import register_pass
from numba.core.registry import cpu_target
from numba.core.typed_passes import NativeLowering

from sim.errors import EngineError
from sim.jit import packs
from sim.jit.cache import cache_folder
from sim.jit.objects import Code, is_known

types: Any = numba_types  # described in part, and not in every version

numba.config.CACHE_DIR = str(cache_folder())

_OPTIONS = {"nogil": True, "_nrt": False}
"""Without allocation no array needs counting of references: ten times faster and half the compilation for
functions that pass many arrays (measured; see docs/decisions)."""


def _optimise(module: Any, machine: Any) -> None:
    """Let LLVM improve a whole program. It has no loops over long rows, so none is made for vectors."""
    options = llvm.create_pipeline_tuning_options(speed_level=numba.config.OPT)
    options.loop_vectorization = False
    options.slp_vectorization = False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)


class PartLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A part as the translator left it; it is finished only within an entry."""

    _shared_module: Any

    def finalize(self) -> None:
        """Nothing more is added; nothing is optimised, no machine code made."""
        self._raise_if_finalized()
        self._finalized = True

    def parts(self, seen: set[Any]) -> Iterator[Any]:
        """Modules of this part and of all that it calls, each once."""
        seen.add(self)
        yield self._final_module
        for library in self._linking_libraries:
            if library in seen:
                continue
            if isinstance(library, PartLibrary):
                yield from library.parts(seen)
            else:
                seen.add(library)
                yield library._get_module_for_linking()  # noqa: SLF001

    def _get_module_for_linking(self) -> Any:
        """What others take into their own: the part and all that it calls, in one module."""
        if self._shared_module is None:
            self._shared_module = self.together()
            for function in self._shared_module.functions:
                if not function.is_declaration:
                    function.linkage = "linkonce_odr"
        return self._shared_module

    def together(self) -> Any:
        """A module of its own of this part and all that it calls."""
        first, *others = self.parts(set())
        whole = first.clone()
        for module in others:
            whole.link_in(module, preserve=True)
        return whole

    @global_compiler_lock  # type: ignore[untyped-decorator]
    def machine_code(self, entrance: str, symbol: str) -> bytes:
        """Optimise the part with all that it calls, as one program with one entry.

        Parameters
        ----------
        entrance : function that is entered
        symbol : its name from now on, which nothing else in the process may have
        """
        self._final_module = self.together()
        for item in [*self._final_module.functions, *self._final_module.global_variables]:
            if not item.is_declaration and item.name != entrance:
                item.linkage = "internal"
        self._final_module.get_function(entrance).name = symbol
        machine = self._codegen._tm  # noqa: SLF001
        _optimise(self._final_module, machine)
        self._check_calls()
        text: bytes = machine.emit_object(self._final_module)
        return text

    def _check_calls(self) -> None:
        """Refuse what cannot be linked: the process would end without a word."""
        called = [function.name for function in self._final_module.functions if function.is_declaration]
        missing = [name for name in called if not name.startswith("llvm.") and not is_known(name)]
        if missing:
            raise EngineError(f"compiled code of {self.name} needs {missing}, which nothing here has")


@register_pass(mutates_CFG=True, analysis_only=False)
class PartLowering(NativeLowering):  # type: ignore[misc]
    """Translate a part, and leave it to its callers to finish it."""

    _name = "foresell_part_lowering"

    def run_pass(self, state: Any) -> bool:
        """Translate into a library of our own, and let calls find it there."""
        context = state.targetctx
        state.library = PartLibrary(context.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        key = numba._dynfunc.make_function(  # noqa: SLF001 - calls look a function up by such an object
            lowered.fndesc.lookup_module(), state.func_id.func_name, "", 0, lowered.env, (state.library,)
        )
        state["cr"] = lowered._replace(cfunc=key)
        context.insert_user_function(key, lowered.fndesc, [state.library])
        return True


class PartCompiler(compiler.CompilerBase):  # type: ignore[misc]
    """numba's own steps, the last one excepted."""

    def define_pipelines(self) -> list[Any]:
        """Steps of the compilation."""
        steps = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        whole = compiler.PassManager("foresell_part")
        for step, what in steps.passes:
            whole.add_pass(PartLowering if step is NativeLowering else step, what)
        whole.finalize()
        return [whole]


@cache
def _part(function: Callable[..., Any], inlined: bool) -> Any:
    return numba.njit(
        pipeline_class=PartCompiler,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        forceinline=inlined,
        **_OPTIONS,
    )(function)


def part_type(function: Callable[..., Any], *, inlined: bool) -> Any:
    """What a part is to the compiler.

    Parameters
    ----------
    function : as it is written
    inlined : whether it becomes one function with each of its callers
    """
    return types.Dispatcher(_part(function, inlined))


def hint_type(name: str) -> Any:
    """What a hint is to the compiler."""
    context = cpu_target.typing_context
    context.refresh()
    return context.resolve_value_type(getattr(packs, name))


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """A compiled function with numba's own entry for Python, which takes whatever the caller has."""
    compiled: Callable[..., Any] = numba.njit(cache=True, **_OPTIONS)(function)
    return compiled


def machine_code(function: Callable[..., Any], arguments: tuple[Any, ...], symbol: str) -> Code:
    """Compile a function for arguments of the kinds of these.

    Parameters
    ----------
    function : what is called, with all that it calls
    arguments : numbers, arrays and named tuples
    symbol : name of the machine code, which nothing else in the process may have
    """
    part = _part(function, inlined=False)
    opened, put = packs.opened, packs.put

    def enter(place, *handed):  # type: ignore[no-untyped-def]
        put(place, part(*opened(handed)))

    whole = _part(enter, inlined=False)
    kinds = types.StarArgTuple([packs.type_of(argument) for argument in arguments])
    whole.compile((types.uint64, kinds))
    result = whole.overloads[types.uint64, kinds]
    return Code(symbol, result.library.machine_code(result.fndesc.llvm_func_name, symbol))
