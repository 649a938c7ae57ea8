"""What is done for children: records of it under the filters and both clocks."""

from queries.scope.safeguarding.nrm import NationalReferralMechanism
from queries.scope.safeguarding.one_child import NAMED, OneChild
from queries.scope.safeguarding.panels import Panels
from queries.scope.safeguarding.records import AWAITING, NOT_DECIDED, VICTIM, Safeguarding
