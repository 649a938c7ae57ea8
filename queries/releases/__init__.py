"""Questions about month-end releases, the counts that they are made from, and what was issued to
partners under agreements."""

from queries.ask import questions_of
from queries.releases import agencies, issued, release

QUESTIONS = questions_of(release, agencies, issued)
