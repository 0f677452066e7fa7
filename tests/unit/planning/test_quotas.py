from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.apportion import Bounds
from planning.quotas import Blend, QuotaNode, Unit, split_target
from sim.errors import InputError

EVEN = Blend(even=1.0)


def rep(name: str, **figures: float) -> Unit:
    return Unit(name, history=figures.get("history", 1.0), potential=figures.get("potential", 1.0),
                pipeline=figures.get("pipeline", 1.0), ramp=figures.get("ramp", 1.0))  # fmt: skip


def company(*teams: Unit) -> Unit:
    return Unit("Company", (Unit("North", teams),))


def bases(node: QuotaNode) -> dict[str, int]:
    return {child.path[-1]: child.base_cents for child in node.walk()}


def test_an_even_split_counts_reps_not_teams():
    tree = company(Unit("Big", (rep("a"), rep("b"), rep("c"))), Unit("Small", (rep("d"),)))
    assert bases(split_target(400, tree, EVEN))["Big"] == 300


def test_the_blend_mixes_shares():
    team = Unit("Team", (rep("a", history=3.0, potential=1.0), rep("b", history=1.0, potential=1.0)))
    split = split_target(1000, team, Blend(even=0.25, history=0.5, potential=0.25))
    assert bases(split)["a"] == 625


def test_a_new_rep_carries_the_ramped_part():
    team = Unit("Team", (rep("old"), rep("new", ramp=0.5)))
    assert bases(split_target(300, team, EVEN)) == {"Team": 300, "old": 200, "new": 100}


def test_a_rep_without_weight_gets_nothing():
    team = Unit("Team", (rep("here"), rep("leaving", ramp=0.0)))
    split = split_target(300, team, EVEN, (0.1,))
    assert [(node.base_cents, node.quota_cents) for node in split.reps()] == [(300, 330), (0, 0)]


def test_a_team_without_target_needs_no_figures():
    tree = company(Unit("Old", (rep("a"),)), Unit("New", (rep("b", history=0.0), rep("c", history=0.0))))
    assert bases(split_target(100, tree, Blend(history=1.0)))["New"] == 0


def test_over_assignment_multiplies_level_by_level():
    tree = company(Unit("Team", (rep("a"), rep("b"))))
    split = split_target(1_000_000, tree, EVEN, (0.02, 0.05, 0.1))
    street = sum(node.quota_cents for node in split.reps())
    assert street == round(1_000_000 * 1.02 * 1.05 * 1.1)
    assert split.quota_cents == split.base_cents == 1_000_000
    assert sum(node.base_cents for node in split.reps()) == 1_000_000


def test_paths_name_every_unit_from_the_top():
    split = split_target(10, company(Unit("Team", (rep("a"),))), EVEN)
    assert [node.path for node in split.walk()][-1] == ("Company", "North", "Team", "a")


def test_bounds_of_reps_reach_up_the_tree():
    tree = company(
        Unit("Big", (replace(rep("a"), bounds=Bounds(0, 30)), replace(rep("b"), bounds=Bounds(0, 30)))),
        Unit("Small", (rep("c"),)),
    )
    assert bases(split_target(300, tree, EVEN)) | {} == {
        "Company": 300, "North": 300, "Big": 60, "a": 30, "b": 30, "Small": 240, "c": 240,
    }  # fmt: skip


def test_a_unit_may_have_a_blend_of_its_own():
    new_team = Unit("New", (rep("a", history=0.0), rep("b", history=0.0)), blend=EVEN)
    tree = Unit("Company", (new_team, Unit("Old", (rep("c"),))), blend=EVEN)
    assert bases(split_target(300, tree, Blend(history=1.0)))["a"] == 100


@st.composite
def companies(draw):
    def reps(prefix: str) -> tuple[Unit, ...]:
        count = draw(st.integers(1, 4))
        figure = st.floats(0.5, 1e6)
        ramp = st.floats(0.25, 1.0)
        return tuple(
            Unit(f"{prefix}{n}", (), draw(figure), draw(figure), draw(figure), draw(ramp))
            for n in range(count)
        )

    regions = draw(st.integers(1, 3))
    return Unit("Company", tuple(
        Unit(f"R{r}", tuple(Unit(f"T{t}", reps("rep")) for t in range(draw(st.integers(1, 3)))))
        for r in range(regions)
    ))  # fmt: skip


@given(
    companies(), st.integers(0, 10**12), st.lists(st.sampled_from([0.0, 0.1, 0.15]), min_size=3, max_size=3)
)
def test_children_add_up_to_their_parent_at_every_level(tree, total, extras):
    split = split_target(total, tree, Blend(0.4, 0.3, 0.2, 0.1), extras)
    for node in split.walk():
        if node.children:
            assert sum(child.base_cents for child in node.children) == node.base_cents
            extra = extras[len(node.path) - 1]
            quota = sum(child.quota_cents for child in node.children)
            assert quota == pytest.approx(node.quota_cents * (1.0 + extra), abs=0.51, rel=1e-15)


@pytest.mark.parametrize(
    ("tree", "extras", "message"),
    [
        (Unit("Team", (rep("a"), rep("a"))), (), "Team: two units are called a"),
        (Unit("Team", (rep("a", ramp=1.5),)), (), "Team / a: ramp must lie between 0 and 1, found 1.5"),
        (Unit("Team", (rep("a", history=-1.0),)), (), "Team / a: history, potential and pipeline may not be"),
        (
            Unit("Team", (rep("a"),), history=3.0),
            (),
            "Team: history, potential, pipeline and ramp belong to reps",
        ),
        (Unit("Team", (rep("a"),), bounds=Bounds(9, 3)), (), "Team: floor 9 and cap 3 do not fit together"),
        (
            Unit("Team", (rep("a"),)),
            (0.1, 0.1),
            "over-assignment has 2 levels, the tree only 1 below its top",
        ),
        (Unit("Team", (rep("a"),)), (-0.1,), "over-assignment of level 1 may not be negative"),
        (
            Unit("Team", (rep("a", history=0.0),)),
            (),
            "Team: history of everyone below is zero but counts in the blend",
        ),
    ],
)
def test_a_tree_without_sense_is_refused(tree, extras, message):
    with pytest.raises(InputError, match=message):
        split_target(100, tree, Blend(even=0.5, history=0.5), extras)


def test_floors_that_cannot_be_met_are_refused():
    team = Unit("Team", (replace(rep("a"), bounds=Bounds(80)), replace(rep("b"), bounds=Bounds(40))))
    with pytest.raises(InputError, match="the floors add up to 120 cents, more than the total of 100 cents"):
        split_target(100, team, EVEN)


def test_floors_below_that_break_a_cap_above_are_refused():
    team = Unit("Team", (replace(rep("a"), bounds=Bounds(80)),), bounds=Bounds(0, 50))
    with pytest.raises(InputError, match="Team: floors below need 80 cents, caps allow 50 cents"):
        split_target(60, Unit("Company", (team,)), EVEN)


def test_a_blend_that_does_not_add_up_is_refused():
    with pytest.raises(InputError, match=r"parts of a blend must add up to 1, found 0\.9"):
        Blend(even=0.9)
    with pytest.raises(InputError, match="parts of a blend may not be negative"):
        Blend(even=1.5, history=-0.5)
