"""Releasing and withdrawing through the commands: what a person sees, decides and takes back."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result

from publication.file import current_number
from tests.release.test_publish_words import comment, story, words, write_words
from tests.test_etl_cli import run
from tests.worlds import World, people

PLACE = {("practitioner", "a"): 12}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


@pytest.fixture
def spoken(tmp_path: Path) -> World:
    world = World(tmp_path, waves={"pre": "pre", "post": "post"}, still_open=["post"])
    few = people({("practitioner", "a"): 9}, wave="post", first=50)
    world.load([*people(PLACE), *few])
    said = [("pre", "And?", one) for one in ("Coffee.", "More time.", "Tea.")]
    write_words(world, [*said, ("post", "And?", "Few.")], ["Slowly.", "", "Forms."])
    return world


def release(world: World, what: str, *said: str) -> Result:
    return run(world, "release", what, "--programme", "small", *said)


def withdraw(world: World, *what: str) -> Result:
    return run(world, "withdraw", *what, "--programme", "small")


def published(world: World) -> list[object]:
    run(world, "publish", "small")
    return [row[4] for row in words(world)]


def test_the_preview_lists_what_waits_with_number_and_id(spoken: World) -> None:
    result = release(spoken, "comments")
    assert result.exit_code == 0
    listed = result.stdout.splitlines()
    assert listed[:2] == [f"1  {comment('Coffee.').id}  pre: And?", "    Coffee."]
    assert listed[6] == f"4  {comment('Few.', occasion='post').id}  post: And?"
    assert "4 texts are waiting" in result.stderr
    assert re.fullmatch("c[0-9a-f]{10}", comment("Coffee.").id)
    assert published(spoken) == []


def test_the_preview_of_one_occasion(spoken: World) -> None:
    result = release(spoken, "comments", "--occasion", "post")
    assert next(line for line in result.stdout.splitlines() if line.startswith("    ")) == "    Few."
    assert release(spoken, "comments", "--occasion", "never").exit_code == 2


def test_a_story_is_listed_with_its_questions(spoken: World) -> None:
    assert release(spoken, "stories").stdout.splitlines() == [
        f"1  {story('Slowly.', '', 'Forms.').id}  Small",
        "    How is the journey experienced?",
        "    Slowly.",
        "    What stops it?",
        "    Forms.",
    ]


def test_too_few_authors_are_said_beforehand_and_when_released(spoken: World) -> None:
    few = comment("Few.", occasion="post").id
    sentence = f"{few}: Will not be published, even if you release it. Fewer than 10 people"
    assert sentence in release(spoken, "comments").stdout
    assert sentence in release(spoken, "comments", "--release", few).stderr
    assert published(spoken) == []


@pytest.mark.parametrize(
    ("which", "left"),
    [
        ("1", ["Coffee."]),
        ("1,3", ["Coffee.", "Tea."]),
        ("2-3", ["More time.", "Tea."]),
        ("1, 2-3", ["Coffee.", "More time.", "Tea."]),
        (comment("Tea.").id, ["Tea."]),
        (f"1,{comment('Tea.').id}", ["Coffee.", "Tea."]),
        ("all", ["Coffee.", "More time.", "Tea."]),
    ],
)
def test_texts_are_released_by_number_or_id(spoken: World, which: str, left: list[str]) -> None:
    release(spoken, "comments")
    assert release(spoken, "comments", "--release", which).exit_code == 0
    assert published(spoken) == left


@pytest.mark.parametrize("which", ["0", "5", "3-1", "c0123456789", "1-9", "word", "", comment("Gone.").id])
def test_what_names_no_waiting_text_is_wrong_use_and_changes_nothing(spoken: World, which: str) -> None:
    release(spoken, "comments")
    result = release(spoken, "comments", "--release", which)
    assert result.exit_code == 2
    assert "is not a waiting text" in result.stderr
    assert published(spoken) == []


def test_numbers_are_those_of_the_last_preview(spoken: World) -> None:
    assert release(spoken, "comments", "--release", "1").exit_code == 2
    release(spoken, "comments")
    write_words(spoken, [("pre", "And?", one) for one in ("A later one.", "Coffee.", "Tea.")])
    assert release(spoken, "comments", "--release", "1").exit_code == 0
    assert published(spoken) == ["Coffee."]
    release(spoken, "comments", "--release", "all")
    assert published(spoken) == ["Coffee.", "Tea."]


def test_a_rejected_text_waits_no_longer_and_may_still_be_released_by_its_id(spoken: World) -> None:
    release(spoken, "comments")
    result = release(spoken, "comments", "--release", "1", "--reject", "2-3")
    assert "1 texts released, 2 rejected, 1 still waiting" in result.stderr
    assert published(spoken) == ["Coffee."]
    assert release(spoken, "comments").stdout.count(": And?") == 1
    assert release(spoken, "comments", "--release", comment("Tea.").id).exit_code == 0
    assert published(spoken) == ["Coffee.", "Tea."]


def test_one_text_is_not_both_released_and_rejected(spoken: World) -> None:
    release(spoken, "comments")
    assert release(spoken, "comments", "--release", "1-2", "--reject", "2").exit_code == 2
    assert release(spoken, "comments").stdout.count(": And?") == 4


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("Ring 22 33 44 55.", "looks like a phone number"),
        ("Write to a.b@example.org.", "looks like an e-mail address"),
        ("Born 01010112345? No: 010101-1234.", "looks like a national identity number"),
        ("It was better at Site a.", "names a place: Site a"),
        ("I asked, and Kari said no.", "may be names: Kari"),
    ],
)
def test_what_may_name_a_person_or_place_is_flagged(spoken: World, said: str, flag: str) -> None:
    write_words(spoken, [("pre", "And?", said)])
    assert flag in release(spoken, "comments").stdout


@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("What about Site a?", "names a place: Site a"),
        ("What did Kari do well?", "may be names: Kari"),
        ("Anything else? Ring 22 33 44 55.", "looks like a phone number"),
    ],
)
def test_the_question_that_leaves_beside_a_comment_is_looked_at_too(
    spoken: World, question: str, flag: str
) -> None:
    write_words(spoken, [("pre", question, "It was good.")])
    listed = release(spoken, "comments").stdout
    assert f"pre: {question}" in listed
    assert flag in listed


def test_a_question_asked_in_other_words_waits_anew(spoken: World) -> None:
    """What a person released was the comment beside its question."""
    release(spoken, "comments")
    release(spoken, "comments", "--release", "all")
    write_words(spoken, [("pre", "What did Kari do well?", "Coffee.")])
    assert published(spoken) == []
    assert "What did Kari do well?" in release(spoken, "comments").stdout


def test_plain_words_are_not_flagged(spoken: World) -> None:
    write_words(spoken, [("pre", "And?", "We waited. Then it was 2025, and 12 came. Vi ventet.")])
    assert "!" not in release(spoken, "comments").stdout


def test_a_text_does_nothing_to_the_terminal(spoken: World) -> None:
    write_words(spoken, [("pre", "And?", "\x1b[2JGone\x07.\nSecond line.")])
    listed = release(spoken, "comments").stdout
    assert "    \N{REPLACEMENT CHARACTER}[2JGone\N{REPLACEMENT CHARACTER}." in listed
    assert "    Second line." in listed


def test_withdrawing_by_id_acts_at_once(spoken: World) -> None:
    release(spoken, "comments")
    release(spoken, "comments", "--release", "1-3")
    assert published(spoken) == ["Coffee.", "More time.", "Tea."]
    result = withdraw(spoken, comment("Coffee.").id, comment("Tea.").id)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Publication 2, without the text, is shown from now on" in result.stderr
    assert [row[4] for row in words(spoken)] == ["More time."]
    assert "was not in the publication" in withdraw(spoken, comment("Coffee.").id).stderr
    assert current_number(spoken.publications) == 2


@pytest.mark.parametrize("what", [["c0123456789"], ["1", "c0123456789"], ["1", "2"], ["nonsense"]])
def test_withdrawing_what_is_not_there_is_wrong_use(spoken: World, what: list[str]) -> None:
    published(spoken)
    assert withdraw(spoken, *what).exit_code == 2
    assert current_number(spoken.publications) == 1


def test_a_publication_is_withdrawn_by_its_number(spoken: World) -> None:
    release(spoken, "comments")
    published(spoken)
    release(spoken, "comments", "--release", "1")
    published(spoken)
    result = withdraw(spoken, "0002")
    assert (result.exit_code, current_number(spoken.publications)) == (0, 1)
    assert "Publication 1 is shown from now on" in result.stderr
    assert "No publication is shown now" in withdraw(spoken, "1").stderr


def test_one_made_without_a_text_does_not_come_back_with_its_numbers(spoken: World) -> None:
    published(spoken)
    release(spoken, "comments")
    release(spoken, "comments", "--release", "1")
    published(spoken)
    withdraw(spoken, comment("Coffee.").id)
    assert current_number(spoken.publications) == 3
    withdraw(spoken, "3")
    assert current_number(spoken.publications) == 1


def test_nobody_is_named_in_what_is_published(spoken: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.cli.reviewing.user", lambda: "kari.nordmann")
    release(spoken, "comments")
    release(spoken, "comments", "--release", "1")
    published(spoken)
    assert "kari.nordmann" in repr(spoken.stored("released_words"))
    everything = repr(spoken.everything())
    assert "kari.nordmann" not in everything
    assert comment("Coffee.").digest[:10] not in everything


def test_a_program_is_told_by_ids_and_numbers_stay_those_of_the_last_list(spoken: World) -> None:
    release(spoken, "comments", "--occasion", "post")
    told = json.loads(release(spoken, "comments", "--format", "json").stdout)
    assert [(text["id"], text["where"], text["lines"]) for text in told[:1]] == [
        (comment("Coffee.").id, "pre: And?", ["Coffee."])
    ]
    assert len(told) == 4
    assert "Will not be published" in told[3]["flags"][-1]
    assert "1 texts released" in release(spoken, "comments", "--release", "1").stderr
    assert [text["id"] for text in json.loads(release(spoken, "comments", "--format", "json").stdout)] == [
        text["id"] for text in told[:3]
    ]
