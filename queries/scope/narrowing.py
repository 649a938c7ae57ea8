"""How relations are narrowed: by the filters, by both clocks, and by the reader's reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    any_,
    case,
    func,
    literal,
    not_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CTE, FromClause, Join

from data.tables import area_version, known_at
from queries.choices import CHOICES, Choice
from queries.filters import UNKNOWN, Filters

# What a question returns, for `queries.ask` to run.
Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]

NO_END = date(9999, 12, 31)
ALL_ROWS = 2**62
ADULT = 18
# The code of the whole force, beside those of areas and districts.
FORCE = "Force"


def ymd(day: date) -> int:
    """A day as the number yyyymmdd, as dates of birth are stored for working out ages.

    (ymd(day) - born) // 10000 is the age in whole years; a child born on 29 February is a year
    older on 1 March in common years.
    """
    return day.year * 10000 + day.month * 100 + day.day


def yyyymm(day: date) -> int:
    """The month of a day as the number yyyymm."""
    return day.year * 100 + day.month


@dataclass(frozen=True)
class Reach:
    """What answers are narrowed to for one reader: the sorted areas of their account and, for what
    was issued under an agreement, the agreement and its agency. It is part of cache keys."""

    areas: tuple[str, ...] = ()
    agreement_id: int | None = None
    agency: str = ""


EVERYWHERE = Reach()
"""The reach of a question whose answer is the same for every reader."""


class Narrowing:
    """The filters, clocks and reach that every part of the scope narrows by.

    Without a reach, releases and what was issued have no rows.
    """

    def __init__(self, filters: Filters, reach: Reach = EVERYWHERE) -> None:
        self.filters = filters
        self.reach = reach
        self.as_at = filters.as_at
        self.period = filters.period

    def _listing_values(self, relation: str) -> dict[str, str]:
        """What the listing of this relation is narrowed to; nothing, if another is listed."""
        listing = self.filters.listing
        return dict(listing.only) if listing and listing.relation == relation else {}

    def _last_row_known(self, relation: str) -> int | None:
        """The number of the last row that a pack knew, if a listing of this relation gives it."""
        only = self._listing_values(relation)
        return int(only["up_to"]) if "up_to" in only else None

    @property
    def _has_choices(self) -> bool:
        return any(choice.value_in(self.filters) for choice in CHOICES)

    def _matches_choices(self, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
        """Whether a row is within the choices that are made; never null, so that it can be negated.

        `columns` are the row's columns by name. A choice of a column that is not among them does
        not narrow the row.
        """
        return and_(
            true(),
            *(
                self._is_chosen(columns[choice.column], choice, value)
                for choice in CHOICES
                if (value := choice.value_in(self.filters)) and choice.column in columns
            ),
        )

    def _is_chosen(
        self, column: ColumnElement[Any], choice: Choice, value: str
    ) -> ColumnElement[bool]:
        """Whether a column holds the value chosen, or a place that lies in it."""
        if choice.unknown_label and value == UNKNOWN:
            return column.is_(None)
        if not choice.area_column:
            return column == value
        if choice.area_column == "code":
            return and_(column.is_not(None), column == value)
        of_any_day = self._areas_of_any_day().subquery()
        inside = select(of_any_day.c.code).where(of_any_day.c[choice.area_column] == value)
        return and_(column.is_not(None), is_one_of_few(column, inside))

    def _areas_of_any_day(self, *, as_known_now: bool = False) -> Select[Any]:
        """Every area that is known, as it is at the as-at date: code, name, district, tile_row,
        tile_column, and is_valid (1: it exists on some day from the start of the period to the
        as-at date).

        An area that has ended by the as-at date is as it was last, and one that has not begun as it
        will be first, so that an area named by a record is always found. With `as_known_now` the
        areas are those of the newest import, not of the one that the filters name.
        """
        version, day = area_version.c, self.as_at
        has_ended, is_later = version.until_on < day, version.from_on > day
        nearest_first = func.row_number().over(
            partition_by=version.code,
            order_by=(
                case((has_ended, 1), (is_later, 2), else_=0),
                case((has_ended, version.from_on)).desc(),
                version.from_on,
            ),
        )
        days = self.filters.days
        is_valid = and_(version.from_on <= days.end, version.until_on >= days.start)
        each = (
            select(
                area_version,
                nearest_first.label("place"),
                func.max(case((is_valid, 1), else_=0))
                .over(partition_by=version.code)
                .label("is_valid"),
            )
            .where(version.known_until.is_(None) if as_known_now else self._listed(area_version))
            .subquery()
        )
        shown = each.c["code", "name", "district", "tile_row", "tile_column", "is_valid"]
        return select(*shown).where(each.c.place == 1)

    def _known(self, table: FromClause) -> ColumnElement[bool]:
        """Versions known at the import that the filters name."""
        return known_at(table, self.filters.known)

    def _listed(self, table: FromClause) -> ColumnElement[bool]:
        """Lines of the reference files known at the import that the filters name; before any
        import, those that the first one will have."""
        return known_at(table, max(self.filters.known, 1))


def is_same(row: FromClause, other: FromClause, names: Iterable[str]) -> ColumnElement[bool]:
    """Whether two rows have the same values in the columns of these names."""
    return and_(*(row.c[name] == other.c[name] for name in names))


def sorted_by_child(rows: FromClause) -> CTE:
    """The rows of a relation, sorted by child. What is then looked up for each is read in the order
    of the indexes by child, which is much quicker."""
    return computed_once_cte(select(rows).order_by(rows.c.child_ref))


class JoinInOrder(Join):
    """A join whose left side SQLite reads first: the other way round takes far longer."""

    inherit_cache = True


@compiles(JoinInOrder, "sqlite")
def _join_in_order_on_sqlite(join: JoinInOrder, compiler: Any, **kwargs: Any) -> str:
    of_side = kwargs | {"from_linter": None}  # which would look for a JOIN
    left, right = (compiler.process(side, **of_side) for side in (join.left, join.right))
    of_condition = {name: each for name, each in of_side.items() if name != "asfrom"}
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **of_condition)}"


class _ConditionByEngine(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002  (SQLAlchemy names it)
        """Itself: SQLite would otherwise be asked whether the condition equals 1, and find no
        index for it."""
        return self

    def _negate(self) -> _ConditionByEngine:
        return _ConditionByEngine(*(not_(each) for each in self.clauses))


@compiles(_ConditionByEngine)
def _elsewhere(conditions: _ConditionByEngine, compiler: Any, **kwargs: Any) -> str:
    _, elsewhere = conditions.clauses
    return f"({compiler.process(elsewhere, **kwargs)})"


@compiles(_ConditionByEngine, "sqlite")
def _on_sqlite(conditions: _ConditionByEngine, compiler: Any, **kwargs: Any) -> str:
    on_sqlite, _ = conditions.clauses
    return f"({compiler.process(on_sqlite, **kwargs)})"


def by_engine(
    *, on_sqlite: ColumnElement[bool], elsewhere: ColumnElement[bool]
) -> ColumnElement[bool]:
    """One condition in the two forms in which SQLite and PostgreSQL are the quicker."""
    return _ConditionByEngine(on_sqlite, elsewhere)


def postgresql_hint(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition implied by others, for PostgreSQL alone. PostgreSQL, which joins whole tables,
    joins less with it. SQLite would look rows up by it, in place of the others."""
    return by_engine(on_sqlite=true(), elsewhere=condition)


def is_one_of_few(value: ColumnElement[str], values: Select[Any]) -> ColumnElement[bool]:
    """Whether a value is one of the few that a query gives. PostgreSQL gets them as an array: it
    would take a list for one row, and choose an order of joins that suits one row."""
    array = func.array(values.scalar_subquery(), type_=ARRAY(String))
    return by_engine(on_sqlite=value.in_(values), elsewhere=value == any_(array))


def computed_once_cte(rows: Select[Any]) -> CTE:
    """The rows of a query, each worked out once. Without a limit SQLite would work out a column
    anew wherever it is used, and leave out the order."""
    return rows.limit(ALL_ROWS).cte()


def unknown_as_word(value: ColumnElement[Any]) -> ColumnElement[str]:
    """The value, or 'Unknown' where it is not recorded, so that such rows are counted too."""
    return func.coalesce(value, literal(UNKNOWN, String))
