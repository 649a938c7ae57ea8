"""The duties to children on the tracker, under the filters and both clocks."""

from data.duties import DUE, DUTIES, IN_TIME, LATE, NOT_APPLICABLE, OVERDUE, STATES, UNDATED, Duty
from queries.scope.duties.clock import standard_for
from queries.scope.duties.days import place_and_label
from queries.scope.duties.states import Duties
from queries.scope.duties.times import RepeatedTimes
