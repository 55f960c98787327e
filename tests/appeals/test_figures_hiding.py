"""No small count can be read from what is published, nor computed from sums or two editions."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals.figures import LEAST, Line, Published, publish
from appeals.figures.hiding import Counts, withheld
from appeals.figures.months import last_months
from appeals.figures.published import of
from appeals.models import Tally

TODAY = date(2026, 11, 22)
COUNT = st.integers(min_value=0, max_value=40)
# Two parts that are told and one that is not.
Parts = tuple[int, int, int]
PARTS = st.tuples(COUNT, COUNT, COUNT)
TABLES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), PARTS)


MONTHS = last_months(date(2026, 10, 1), count=13)


@st.composite
def counted(draw: st.DrawFn) -> Tally:
    """One row as it is counted; its parts are small, so that sums lie on both sides of ten."""
    lifted, upheld = draw(st.tuples(COUNT, COUNT))
    return Tally(
        month=draw(st.sampled_from((*MONTHS[:2], *MONTHS[-2:]))),
        ground=draw(st.sampled_from(("G03", "G06", "G10"))),
        province_code=draw(st.sampled_from(("31", "32", "93"))),
        level=draw(st.sampled_from((1, 2))),
        filed=draw(COUNT),
        decided=lifted + upheld,
        lifted=lifted,
        upheld=upheld,
        days={"3": lifted, "5": upheld},
    )  # fmt: skip


ROWS = st.lists(counted(), max_size=12)


def whole(parts: Parts) -> Counts:
    lifted, upheld, _untold = parts
    return (sum(parts), lifted, upheld)


def with_rest(counts: Counts) -> Counts:
    """Return what anybody computes of a cell: its counts, and the part that is not told."""
    return (*counts, counts[0] - sum(counts[1:]))


def other_tables(hidden: dict[str, Counts]) -> Iterator[tuple[str, str, dict[str, Counts]]]:
    """Yield tables with the same sums that a reader could not tell from the true one.

    One person is moved from one hidden cell to another, or two change places.
    """
    for one, other in permutations(hidden, 2):
        for part in (1, 2, 3):
            moved = {name: list(with_rest(counts)) for name, counts in hidden.items()}
            moved[one][0] -= 1
            moved[one][part] -= 1
            moved[other][0] += 1
            moved[other][part] += 1
            if moved[one][0] >= 1 and moved[one][part] >= 0:
                yield one, other, {name: tuple(counts) for name, counts in moved.items()}


@given(TABLES)
@settings(max_examples=400, deadline=None)
def test_no_small_cell_is_told(parts: dict[str, Parts]) -> None:
    cells = {name: whole(one) for name, one in parts.items()}
    hidden = withheld(cells, least=LEAST)
    if hidden is not None:
        told = [count for name in cells.keys() - hidden for count in with_rest(cells[name])]
        assert all(count == 0 or count >= LEAST for count in told)


@given(TABLES)
@settings(max_examples=400, deadline=None)
def test_no_hidden_cell_can_be_computed_from_the_others_and_the_total(
    parts: dict[str, Parts],
) -> None:
    cells = {name: whole(one) for name, one in parts.items()}
    hidden = withheld(cells, least=LEAST) or frozenset()
    open_still = set()
    for one, other, table in other_tables({name: cells[name] for name in hidden}):
        for part in range(4):
            assert sum(counts[part] for counts in table.values()) == sum(
                with_rest(cells[name])[part] for name in hidden
            )
        open_still |= {one, other}
    assert open_still == hidden
    if hidden:
        sums = [
            sum(part) for part in zip(*(with_rest(cells[name]) for name in hidden), strict=True)
        ]
        assert all(count == 0 or count >= LEAST for count in sums)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.tuples(COUNT)))
@settings(max_examples=400, deadline=None)
def test_the_sum_of_hidden_cells_leaves_each_of_them_a_range(cells: dict[str, Counts]) -> None:
    hidden = withheld(cells, least=LEAST)
    if hidden:
        most = sum(cells[name][0] for name in hidden) - (len(hidden) - 1)
        assert most > LEAST


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": (9,), "b": (50,), "c": (60,)}, {"a", "b"}),
        ({"a": (10,), "b": (50,)}, set()),
        ({"a": (0,), "b": (50,)}, set()),
        ({"a": (1,), "b": (1,), "c": (60,)}, {"a", "b", "c"}),
        ({"a": (50, 3, 47), "b": (60, 30, 30), "c": (90, 40, 50)}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_further_cells_are_hidden_until_nothing_can_be_computed(
    cells: dict[str, Counts], hidden: set[str]
) -> None:
    assert withheld(cells, least=LEAST) == frozenset(hidden)


@pytest.mark.parametrize("cells", [{"a": (9,)}, {"a": (5,), "b": (6,)}])
def test_where_hiding_all_is_not_enough_the_total_is_hidden_too(cells: dict[str, Counts]) -> None:
    assert withheld(cells, least=LEAST) is None


def row(**over: object) -> None:
    values: dict[str, object] = {
        "month": date(2026, 10, 1), "ground": "G03", "province_code": "31", "filed": 100,
        "decided": 60, "lifted": 40, "upheld": 20, "days": {"3": 30, "5": 30},
    }  # fmt: skip
    Tally.objects.create(**{**values, **over})


def line(rows: tuple[Line, ...], code: str) -> Line:
    return next(one for one in rows if one.code == code)


def all_lines(published: Published) -> list[Line]:
    return [published.total, *published.months, *published.grounds, *published.provinces]


def counts_of(published: Published) -> dict[tuple[str, str, str], int]:
    """Return every count that is told, by its table, line and column."""
    return {
        (table, line.code, name): count
        for table in ("total", "months", "grounds", "provinces")
        for line in ([published.total] if table == "total" else getattr(published, table))
        for name in ("filed", "decided", "lifted", "upheld")
        if (count := getattr(line, name)) is not None
    }


def tables(published: Published) -> list[tuple[str, Sequence[Line]]]:
    """Return the tables with the column that each of their codes stands in."""
    return [("ground", published.grounds), ("province_code", published.provinces)]


def told_of(rows: Sequence[Tally], *, until: date = MONTHS[-1]) -> Published:
    shown = last_months(until, count=12)
    return of([one for one in rows if one.month in shown], shown=shown)


@given(ROWS, st.lists(st.tuples(st.sampled_from(MONTHS), st.sampled_from(("31", "93")), COUNT)))
@settings(max_examples=100, deadline=None)
def test_answers_about_no_block_change_nothing_that_is_told(
    rows: list[Tally], answers: list[tuple[date, str, int]]
) -> None:
    answered = [
        Tally(month=month, province_code=province, decided=count, days={"9": count})
        for month, province, count in answers
    ]
    assert told_of([*rows, *answered]) == told_of(rows)


@given(ROWS)
@settings(max_examples=200, deadline=None)
def test_whoever_undid_the_rounding_would_know_no_hidden_cell(rows: list[Tally]) -> None:
    published = told_of(rows)
    shown = [one for one in rows if one.month in MONTHS[1:]]
    for column, lines in tables(published):
        hidden = {line.code for line in lines if line.lifted is None}
        if published.total.lifted is None or not hidden:
            continue
        left = [one for one in shown if getattr(one, column) in hidden]
        lifted, upheld = (sum(getattr(one, name) for one in left) for name in ("lifted", "upheld"))
        assert lifted + upheld - len(hidden) >= LEAST
        assert all(count == 0 or count >= LEAST for count in (lifted, upheld))


@given(ROWS, st.integers(0, 11))
@settings(max_examples=200, deadline=None)
def test_two_editions_subtract_to_no_few_people(rows: list[Tally], overturned: int) -> None:
    now, a_month_ago = told_of(rows), told_of(rows, until=MONTHS[-2])
    for one in rows[overturned : overturned + 1]:
        if one.upheld:
            one.upheld, one.lifted = one.upheld - 1, one.lifted + 1
    for other in (a_month_ago, told_of(rows)):
        was = counts_of(other)
        for place, count in counts_of(now).items():
            assert count % 10 == 0
            assert abs(count - was.get(place, count)) not in range(1, LEAST)


def test_the_share_is_of_what_is_told() -> None:
    [line] = told_of(
        [Tally(month=MONTHS[-1], ground="G03", filed=37, lifted=14, upheld=15)]
    ).grounds
    assert line == Line("G03", 40, 30, 10, 20, 33, None)


@pytest.mark.django_db
def test_whole_months_are_told_and_the_present_one_is_not() -> None:
    row()
    row(month=date(2026, 11, 1))
    row(month=date(2025, 10, 1))
    published = publish(on=TODAY)
    assert (published.first, published.last) == (date(2025, 11, 1), date(2026, 10, 1))
    assert published.total == Line("", 100, 60, 40, 20, 67, 3)


@pytest.mark.django_db
def test_a_second_appeal_is_no_second_complaint_but_its_decision_counts() -> None:
    row()
    row(level=2, filed=30, decided=20, lifted=10, upheld=10, days={"8": 20})
    assert publish(on=TODAY).total == Line("", 100, 80, 50, 30, 62, 5)


@pytest.mark.django_db
def test_a_small_ground_takes_another_along() -> None:
    for ground, filed in (("G03", 100), ("G06", 9), ("G10", 50)):
        row(ground=ground, filed=filed)
    published = publish(on=TODAY)
    assert line(published.grounds, "G03").filed == 100
    assert line(published.grounds, "G06").filed is None
    assert line(published.grounds, "G10").filed is None
    assert published.total.filed == 160


@pytest.mark.django_db
def test_too_few_of_all_are_not_told_at_all() -> None:
    row(filed=9, decided=3, lifted=1, upheld=2, days={"1": 3})
    told = all_lines(publish(on=TODAY))
    assert {count for one in told for count in (one.filed, one.decided, one.share, one.median)} == {
        None
    }


@pytest.mark.django_db
def test_few_decisions_hide_outcomes_and_not_what_came_in() -> None:
    row(decided=9, lifted=4, upheld=5, days={"1": 9})
    total = publish(on=TODAY).total
    assert (total.filed, total.decided, total.share, total.median) == (100, None, None, None)


@pytest.mark.django_db
def test_without_tallies_zero_is_told() -> None:
    assert publish(on=TODAY).total == Line("", 0, 0, 0, 0, None, None)
