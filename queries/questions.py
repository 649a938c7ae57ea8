"""Every question that can be asked, by its name."""

from queries import administration, meeting, oversight, releases, safeguarding
from queries.ask import Question

QUESTIONS: dict[str, Question] = {
    question.name: question
    for package in (oversight, meeting, safeguarding, administration, releases)
    for question in package.QUESTIONS
}
