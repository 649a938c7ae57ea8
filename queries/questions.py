"""Every question that can be asked, by its name."""

from queries import administration, meeting, oversight, releases, safeguarding
from queries.ask import Question

QUESTIONS: dict[str, Question] = {
    asked.name: asked
    for room in (oversight, meeting, safeguarding, administration, releases)
    for asked in room.QUESTIONS
}
