"""The afternoon: its steps, how long each takes, and who of a trio is what in which story."""

from collections.abc import Mapping

# Minutes that are proposed.
STEPS: Mapping[str, int] = {
    "welcome": 15,
    "trios": 10,
    "first": 15,
    "second": 15,
    "third": 15,
    "reflection": 20,
    "writing": 15,
    "closing": 10,
}
# What is said at a step, line by line.
LINES: Mapping[str, tuple[str, ...]] = {
    "welcome": ("welcome_a", "welcome_b", "welcome_c"),
    "trios": ("trios_a", "trios_b", "trios_c"),
    "reflection": ("reflection_a",),
    "writing": ("writing_a", "writing_b", "writing_c"),
    "closing": ("closing_a", "closing_b", "closing_c"),
}
ROLES = ("narrator", "interviewer", "witness")
_PEOPLE = ("a", "b", "c")
# The stories of a trio, in turn, and the steps at which its phone is asked for.
TURNS = ("first", "second", "third")
COLLECTS = ("trios", "writing")


def roles_at(step: str) -> list[tuple[str, str]]:
    """Return (role, who of the trio) in a story; nothing for any other step. Each is each once."""
    if step not in TURNS:
        return []
    turn = TURNS.index(step)
    return [(role, _PEOPLE[(at + turn) % len(_PEOPLE)]) for at, role in enumerate(ROLES)]
