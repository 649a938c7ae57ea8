"""The only package that reads tables: relations already narrowed by the filters and both clocks.

A question asks the scope for a relation and counts it, so that the author of a question cannot
forget a filter or a clock.
"""

from data.day_numbers import days_from, days_taken
from data.duties import DUTIES, IN_TIME, NOT_APPLICABLE, OVERDUE, STATES, UNDATED, Duty
from data.tables import AGE_BANDS_FROM
from queries.scope.administration import Administration, newest_decision, newest_import
from queries.scope.areas import Areas
from queries.scope.children import end_day
from queries.scope.coverage import CHANGES, INTELLIGENCE, MEETINGS, STAGES, TRACKER
from queries.scope.days import constant_rows, date_number, medians_by_month
from queries.scope.duties.days import place_and_label
from queries.scope.duties.states import Duties
from queries.scope.duties.times import TimesDue
from queries.scope.meeting import Meeting
from queries.scope.narrowing import (
    ADULT,
    EVERYWHERE,
    FORCE,
    Query,
    Reach,
    sorted_by_child,
    unknown_as_word,
    ymd,
)
from queries.scope.releases import Releases
from queries.scope.safeguarding.nrm import NationalReferralMechanism
from queries.scope.safeguarding.one_child import NAMED_IN_SEARCH, OneChild
from queries.scope.safeguarding.records import AWAITING, NOT_DECIDED, VICTIM
from queries.scope.standards import standard_for


class Scope(
    Meeting,
    NationalReferralMechanism,
    OneChild,
    Duties,
    TimesDue,
    Releases,
    Areas,
    Administration,
):
    """Records narrowed by the filters and both clocks, and releases by the reader's reach."""
