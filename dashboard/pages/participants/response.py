"""How many of those invited answered, as a question of its own."""

from collections.abc import Sequence

from dashboard.answers.background_counts import Share
from dashboard.pages.participants.answer import CategoryRow, Question
from publication.languages import Language

RESPONSE = "response"


def response_question(
    members: Sequence[float], invited: Sequence[float], language: Language
) -> Question | None:
    """Return how many of those invited answered, as a question of one row; None where it is not known.

    Args:
        members: How many answered, in the earlier and in the later wave; nan where it is not known.
        invited: How many were invited; nan where it is not known.
        language: The reader's.
    """
    earlier, later = (_rate(n, asked) for n, asked in zip(members, invited, strict=True))
    if not (earlier.known or later.known):
        return None
    row = CategoryRow((RESPONSE,), language.say("participants.of_invited"), earlier, later)
    return Question(RESPONSE, language.say("participants.response_rate"), [row], ("shown", "shown"))


def _rate(n: float, invited: float) -> Share:
    return Share("shown", n, n / invited) if n <= invited else Share()
