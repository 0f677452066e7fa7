"""Which desk of a team has the fewest cases: a tournament of its desks, so that no pick looks at all of them.

The leaves of a tree are the desks of a team. Every node above holds the better of two: fewer cases, then the
first in the list; a desk with nobody there loses to every other.
"""

from sim.codes import Routing
from sim.daily import Daily
from sim.engine.state import NOBODY, State
from sim.jit import inner
from sim.params import Params

_CASES_SHIFT = 32
_DESK_MASK = (1 << 32) - 1


@inner
def rank(params: Params, state: State, daily: Daily, desk: int) -> None:
    """Place a desk anew among those of its team, after its cases or its people changed."""
    team = params.people.desks[desk].team
    row = params.people.teams[team]
    if row.routing != Routing.LEAST_LOADED:
        return
    first = state.trees[team]
    node = state.leaves[team] + desk - row.first
    value = NOBODY
    if daily.heads[desk] > 0:
        value = (state.load[desk] << _CASES_SHIFT) | (desk - row.first)
    while node > 0 and state.best[first + node] != value:
        state.best[first + node] = value
        value = min(value, state.best[first + (node ^ 1)])
        node >>= 1


@inner
def least_loaded(state: State, team: int) -> int:
    """The desk of a team with the fewest cases, the first of several; the first when nobody is anywhere."""
    best = state.best[state.trees[team] + 1]
    return 0 if best == NOBODY else best & _DESK_MASK


@inner
def load(params: Params, state: State, daily: Daily, desk: int, cases: int) -> None:
    """A desk has more cases, or fewer."""
    state.load[desk] += cases
    rank(params, state, daily, desk)
