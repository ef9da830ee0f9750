"""Voices on pages: read in an order that says nothing, put under themes by people, beside charts."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from dashboard.report.services import services
from dashboard.report.topics import PRINCIPLE, QUESTION, Topic, read_topic, topic_of, within
from dashboard.report.voices import Voice, Voices, voices_of
from dashboard.store.voices import READ, Link, Tag, Theme
from publication.withdrawn import story_digest
from tests.meetings.conftest import ABOUT, Writer, said, writer_over

# What the example's people told, of which each text is one voice.
STORIES, COMMENTS = 10, 15
P03, P10 = Topic(QUESTION, "practice", "p03"), Topic(QUESTION, "practice", "p10")


def voice(key: str, **about: Any) -> Voice:
    return Voice(key, "story", (("experience", f"told {key}"),), **about)


def theme(name: str, **about: Any) -> Theme:
    made = Theme("p", name, **about)
    made.id = name
    return made


def link(attached: str, topic: Topic) -> Link:
    return Link("p", attached, *topic)


@pytest.fixture
def heard() -> Voices:
    """Four voices; a and b of one theme, c of one merged into it; d of none."""
    voices = {key: voice(key) for key in "abd"} | {"c": voice("c", scope=READ, tags=("l3",))}
    themes = {one.id: one for one in (theme("t"), theme("u", merged_into="t"), theme("v"))}
    tags = [Tag("t", "a"), Tag("t", "b"), Tag("u", "c"), Tag("t", "withdrawn")]
    links = [link("a", P03), link("d", P10), link("theme:v", P03), link("withdrawn", P03)]
    return Voices(voices, themes, tags, links)


def keys(voices: list[Voice]) -> str:
    return "".join(one.key for one in voices)


def test_a_theme_speaks_for_what_was_merged_into_it(heard: Voices) -> None:
    assert keys(heard.of_theme("t")) == "abc"
    assert [one.id for one in heard.themes] == ["t", "v"]


def test_what_was_withdrawn_is_counted_nowhere(heard: Voices) -> None:
    assert keys(heard.beside([P03])) == "a"
    assert keys(heard.of_theme_beside("t", P03)) == "a"


def test_a_theme_beside_a_question_brings_all_its_voices(heard: Voices) -> None:
    more = Voices(heard.heard, heard.all_themes, [*heard.tags, Tag("v", "d")], heard.links)
    assert keys(more.beside([P03])) == "ad"
    assert keys(more.of_theme_beside("v", P03)) == "d"
    assert more.where(more.heard["d"], [P03, P10]) == [P03, P10]


def test_a_tag_of_a_story_stands_beside_its_principle(heard: Voices) -> None:
    assert keys(heard.beside([Topic(PRINCIPLE, "principles", "l3")])) == "c"


def test_what_is_for_pages_alone_is_not_taken_along(heard: Voices) -> None:
    assert "c" in keys(heard.of_theme("t"))
    assert keys(heard.shared().of_theme("t")) == "ab"


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("Short.", "Short."),
        ("  two\n lines ", "two lines"),
        ("word " * 100, "word " * 35 + "word …"),
        ("x" * 400, "x" * 180 + " …"),
    ],
)
def test_a_beginning_ends_with_a_word(text: str, beginning: str) -> None:
    assert Voice("k", "comment", (("", text),)).beginning == beginning


@pytest.mark.parametrize("written", ["", "question", "question~practice", "a~b~c~d", "~~"])
def test_what_is_no_topic_is_none(written: str) -> None:
    assert read_topic(written) is None


def test_a_topic_is_written_and_read() -> None:
    assert read_topic(P03.written) == P03


@pytest.mark.parametrize(
    ("page", "query", "topic"),
    [
        ("change", {"instrument": "practice"}, "question~practice~"),
        ("involvement", {"instrument": "involvement", "item": "s3"}, "question~involvement~s3"),
        ("involvement", {"instrument": "involvement"}, "question~involvement~"),
        ("principles", {"item": "l4"}, "principle~principles~l4"),
        ("management", {"indicator": "threats"}, "indicator~threats~"),
        ("claim", {"subject": "answers", "instrument": "practice", "item": "p03"}, "question~practice~p03"),
        ("claim", {"subject": "figures", "indicator": "threats"}, "indicator~threats~"),
        ("participants", {}, "page~participants~"),
    ],
)
def test_a_chart_is_of_a_topic(writer: Writer, page: str, query: dict[str, str], topic: str) -> None:
    with writer.client.application.test_request_context("/"):
        found = services().pages[page]
        request = services().request({"programme": "fjordby", "lang": "en", **query}, found)
        assert topic_of(found, request.selection).written == topic


def test_a_questionnaire_holds_its_questions(writer: Writer) -> None:
    with writer.client.application.test_request_context("/"):
        publication = services().publications.current("fjordby")
        assert len(within(Topic(QUESTION, "practice"), publication)) == 1 + 28
        assert within(P03, publication) == [P03]


@pytest.fixture(scope="module")
def writer(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """Somebody who writes beside publications of their own: what is withdrawn is noted beside these."""
    folder = tmp_path_factory.mktemp("voices")
    yield writer_over(Path(shutil.copytree(example, folder / "var")), folder)


@pytest.fixture(scope="module")
def told(writer: Writer) -> list[Voice]:
    with writer.client.application.test_request_context("/"):
        return list(voices_of(services().publications.current("fjordby")).heard.values())


def test_the_example_is_heard_at_once_in_an_order_that_says_nothing(told: list[Voice]) -> None:
    assert len([one for one in told if one.kind == "story"]) == STORIES
    assert len([one for one in told if one.kind == "comment"]) == COMMENTS
    assert told == sorted(told, key=lambda one: story_digest(one.key))


def test_no_page_of_voices_says_a_site_a_role_or_a_day(writer: Writer, told: list[Voice]) -> None:
    with writer.client.application.test_request_context("/"):
        publication = services().publications.current("fjordby")
    names = [site.name for site in publication.sites]
    places = [*names, *(place.name for place in publication.definition.municipalities)]
    for one in told:
        main = writer.get(f"/voices/read?{ABOUT}&voice={one.key}").split("<article")[1].split("</article>")[0]
        shown = said(main)
        told_themselves = " ".join(text for _, text in one.parts)
        found = [place for place in places if re.search(rf"\b{place}\b", shown)]
        assert [place for place in found if place not in told_themselves] == []
        assert not re.search(r"20[0-9]{2}", shown)


def test_the_reader_leads_from_voice_to_voice(writer: Writer, told: list[Voice]) -> None:
    address, read = f"/voices/read?{ABOUT}", []
    while address:
        page = writer.get(address)
        read.append(said(page.split('<article class="told"')[1].split("</article>")[0]))
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(found.group(1)) if found else ""
    assert len(read) == len(told)
    for shown, one in zip(read, told, strict=True):
        assert all(" ".join(text.split()) in shown for _, text in one.parts)


def own_theme(writer: Writer, name: str, **fields: str) -> str:
    made = writer.send(f"/voices?{ABOUT}", name=name, role="staff", **fields)
    assert made.status_code == 303
    return str(re.findall(r"/voices/theme/(\w+)", made.headers["Location"])[0])


def test_a_theme_is_made_tagged_renamed_merged_and_separated(writer: Writer, told: list[Voice]) -> None:
    first, second = own_theme(writer, "First"), own_theme(writer, "Second")
    for one in told[:2]:
        sent = writer.send(f"/voices/tag?{ABOUT}", voice=one.key, theme=first, role="citizen")
        assert sent.status_code == 303
    assert writer.send(f"/voices/theme/{first}?{ABOUT}", name="Renamed", version="1").status_code == 303
    assert writer.send(f"/voices/theme/{first}/merge?{ABOUT}", into=second).status_code == 303
    page = said(writer.get(f"/voices/theme/{second}?{ABOUT}"))
    assert "Read the 2 voices" in page
    assert writer.send(f"/voices/theme/{first}/separate?{ABOUT}").status_code == 303
    assert "No voice yet" in said(writer.get(f"/voices/theme/{second}?{ABOUT}"))
    history = said(writer.get(f"/voices/theme/{first}?{ABOUT}"))
    lines = ("Separated from ‘Second’", "Merged into ‘Second’", "‘First’ became ‘Renamed’", "Made as ‘First’")
    places = [history.index(line) for line in lines]
    assert places == sorted(places), "the latest first"
    assert history.count("A voice was added") == 2


def test_a_theme_that_is_typed_is_made_though_another_is_chosen(writer: Writer, told: list[Voice]) -> None:
    chosen, voice = own_theme(writer, "Chosen"), told[0].key
    sent = writer.send(f"/voices/tag?{ABOUT}&voice={voice}", voice=voice, theme=chosen, name="Typed")
    assert sent.status_code == 303
    page = said(writer.get(f"/voices/read?{ABOUT}&voice={voice}"))
    assert "Typed" in page
    assert "No voice yet" in said(writer.get(f"/voices/theme/{chosen}?{ABOUT}"))


def test_without_a_theme_the_voice_is_still_there_and_the_field_says_so(
    writer: Writer, told: list[Voice]
) -> None:
    voice = told[0].key
    sent = writer.send(f"/voices/tag?{ABOUT}&voice={voice}", voice=voice, theme="", name=" ")
    assert sent.status_code == 422
    assert told[0].parts[0][1][:30] in unescape(sent.text)
    assert re.search(r'<input id="name"[^>]*aria-invalid', sent.text)


def test_voices_under_no_theme_are_read_one_after_the_other(writer: Writer, told: list[Voice]) -> None:
    theme = own_theme(writer, "Some")
    loose = re.findall(r">(\d+) voices are under no theme", writer.get(f"/voices?{ABOUT}"))[0]
    page = said(writer.get(f"/voices/read?{ABOUT}&theme=none"))
    assert f"1 of {loose}" in page
    voice = re.findall(r'name="voice" value="([^"]+)"', writer.get(f"/voices/read?{ABOUT}&theme=none"))[0]
    sent = writer.send(f"/voices/tag?{ABOUT}&theme=none&voice={voice}", voice=voice, theme=theme)
    assert writer.client.get(sent.headers["Location"], follow_redirects=True).status_code == 200
    assert f"1 of {int(loose) - 1}" in said(writer.get(f"/voices/read?{ABOUT}&theme=none"))


def test_two_who_rename_a_theme_both_keep_their_words(writer: Writer) -> None:
    made = own_theme(writer, "Ours")
    assert writer.send(f"/voices/theme/{made}?{ABOUT}", name="Theirs", version="1").status_code == 303
    met = writer.send(f"/voices/theme/{made}?{ABOUT}", name="Mine", version="1")
    assert met.status_code == 409
    assert "Theirs" in said(met.text)
    assert "Mine" in met.text


def test_taken_away_from_a_theme_is_taken_away_from_what_was_merged_into_it(
    writer: Writer, told: list[Voice]
) -> None:
    first, second = own_theme(writer, "One"), own_theme(writer, "Two")
    writer.send(f"/voices/tag?{ABOUT}", voice=told[0].key, theme=first)
    writer.send(f"/voices/theme/{first}/merge?{ABOUT}", into=second)
    writer.send(f"/voices/untag?{ABOUT}", voice=told[0].key, theme=second)
    assert "No voice yet" in said(writer.get(f"/voices/theme/{second}?{ABOUT}"))


def test_the_matrix_counts_the_voices_that_its_cell_leads_to(writer: Writer, told: list[Voice]) -> None:
    made = own_theme(writer, "Counted")
    for one in told[:3]:
        writer.send(f"/voices/tag?{ABOUT}", voice=one.key, theme=made)
        writer.send(f"/voices/beside?{ABOUT}", attached=one.key, topic="question~involvement~s4")
    page = writer.get(f"/voices?{ABOUT}")
    cells = re.findall(rf'href="([^"]*theme={made}&amp;about=[^"]*)"[^>]*>(\d+)<', page)
    assert ("3" in [many for address, many in cells if "involvement" in address]) is True
    for address, many in cells:
        read = said(writer.get(unescape(address)))
        assert f"of {many} " in read, address


def test_voices_are_said_not_to_be_people(writer: Writer) -> None:
    assert "Voices are counted here, not people." in said(writer.get(f"/voices?{ABOUT}"))


GROUP = {"name": "Time", "meant": "It takes time.", "told_on": "2026-02-01", "scope": "shared"}


def test_points_of_a_focus_group_need_everybody_s_consent(writer: Writer) -> None:
    refused = writer.send(f"/voices/points?{ABOUT}", **GROUP)
    assert refused.status_code == 422
    assert "It takes time." in refused.text
    assert "It takes time." not in writer.get(f"/voices?{ABOUT}")


def test_points_of_a_focus_group_are_read_and_withdrawn_by_their_code(writer: Writer) -> None:
    kept = writer.send(f"/voices/points?{ABOUT}", **GROUP, consent="yes")
    code = re.findall(r'class="code">([^<]+)<', kept.text)[0]
    page = writer.get(f"/voices?{ABOUT}")
    made = re.findall(r"/voices/theme/(\w+)[^>]*>Time<", page)[0]
    assert "A focus group's points · 1 of 1" in said(writer.get(f"/voices/read?{ABOUT}&theme={made}"))
    changed = {"name": "Time", "meant": "Other words", "version": "1"}
    writer.send(f"/voices/theme/{made}?{ABOUT}", **changed)
    page = writer.get(f"/voices/theme/{made}?{ABOUT}")
    assert "Other words" not in page, "it stays as the group said it"
    history = page.partition('class="history"')[2]
    assert "<li>" in history
    assert not re.search(r"20\d\d", history.partition("</ol>")[0]), "the day may be the day it was told"
    assert writer.send(f"/voices/withdraw?{ABOUT}", code=code.lower()).status_code == 303
    assert "It takes time." not in writer.get(f"/voices?{ABOUT}")
    assert writer.client.get(f"/voices/theme/{made}?{ABOUT}").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/voices/tag", {"voice": "story:none", "name": "x"}),
        ("/voices/beside", {"attached": "story:none", "topic": P03.written}),
        ("/voices/beside", {"attached": "theme:none", "topic": P03.written}),
        ("/voices/theme/none/merge", {"into": "none"}),
        ("/voices/theme/none/withdraw", {}),
        ("/voices/story/none/withdraw", {}),
    ],
)
def test_what_is_not_there_is_said(writer: Writer, path: str, fields: dict[str, str]) -> None:
    assert writer.send(f"{path}?{ABOUT}", **fields).status_code == 404


def test_beside_what_is_no_topic_nothing_is_put(writer: Writer, told: list[Voice]) -> None:
    for topic in ("question~practice~p99", "question~nothing~", "page~privacy~", "x"):
        sent = writer.send(f"/voices/beside?{ABOUT}", attached=told[0].key, topic=topic)
        assert sent.status_code == 404, topic


def test_a_voice_is_put_beside_a_question_from_its_chart(writer: Writer, told: list[Voice]) -> None:
    page = writer.get(f"/voices/attach?{ABOUT}&page=change&instrument=practice")
    assert f'value="{told[0].key}"' in page
    offered = re.findall(r'value="(question~practice~[^"]*)"', page)
    assert len(offered) == 1 + 28
    writer.send(f"/voices/beside?{ABOUT}", attached=told[0].key, topic=offered[4])
    read = writer.get(f"/voices/read?{ABOUT}&voice={told[0].key}")
    assert f"/voices/read?lang=en&programme=fjordby&about={offered[4]}" in unescape(read)


@pytest.fixture(scope="module")
def only_reads(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    yield writer_over(example, tmp_path_factory.mktemp("read"), writes=False)


WRITES = (
    *("", "/points", "/begin", "/tag", "/untag", "/beside", "/beside/remove", "/withdraw"),
    *("/theme/x", "/theme/x/merge", "/theme/x/separate", "/theme/x/withdraw", "/story/x/withdraw"),
)


@pytest.mark.parametrize("path", WRITES)
def test_where_nothing_is_written_nothing_is(only_reads: Writer, path: str, told: list[Voice]) -> None:
    assert only_reads.send(f"/voices{path}?{ABOUT}", voice=told[0].key, name="x").status_code == 403


@pytest.mark.parametrize("path", ["", "/read", "/points", "/withdraw", "/attach?page=change"])
def test_where_nothing_is_written_voices_are_read_and_no_form_is_shown(only_reads: Writer, path: str) -> None:
    page = only_reads.get(f"/voices{path}{'&' if '?' in path else '?'}{ABOUT}")
    assert "<form" not in page
    assert "25 voices" in said(only_reads.get(f"/voices?{ABOUT}"))


def test_every_way_that_writes_is_tried_above(writer: Writer) -> None:
    rules = writer.client.application.url_map.iter_rules()
    found = {
        rule.rule for rule in rules if rule.rule.startswith("/voices") and "POST" in (rule.methods or ())
    }
    tried = {re.sub(r"/(theme|story)/x", r"/\1/<\1_id>", f"/voices{path}") for path in WRITES}
    assert found == tried


def test_each_page_says_it_in_every_language(writer: Writer) -> None:
    for lang, words in (("da", "Træk en fortælling tilbage"), ("nb", "Trekk en fortelling tilbake")):
        assert words in said(writer.get(f"/voices/withdraw?programme=fjordby&lang={lang}"))
