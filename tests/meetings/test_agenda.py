"""Meetings and what stands on them: put there, moved, taken away, and kept as it was seen."""

import hashlib
import re
from pathlib import Path

import pytest

from dashboard.meetings.agenda import advised
from dashboard.store.meetings import Group
from tests.meetings.conftest import ABOUT, Writer, said, writer_over
from tests.meetings.steps import STEPS

MARKUP = "<script>alert(1)</script> & 'møte'"


def order(writer: Writer, meeting: str) -> list[str]:
    return re.findall(r"/step/(\w+)/remove", writer.get(f"/meeting/{meeting}?{ABOUT}"))


def test_a_chart_stands_on_the_agenda_with_what_was_found(writer: Writer) -> None:
    meeting = writer.meeting()
    writer.step(meeting)
    page = said(writer.get(f"/meeting/{meeting}?{ABOUT}"))
    assert "5 of 28 questions are higher" in page
    assert "5 af 28 spørgsmål" in said(writer.get(f"/meeting/{meeting}?programme=fjordby&lang=da"))


def test_charts_change_places_and_go(writer: Writer) -> None:
    meeting = writer.meeting()
    charts = ("page=change", "page=involvement", "page=sessions")
    steps = [writer.step(meeting, chart) for chart in charts]
    assert order(writer, meeting) == steps
    writer.send(f"/step/{steps[2]}/up?{ABOUT}")
    writer.send(f"/step/{steps[0]}/down?{ABOUT}")
    assert order(writer, meeting) == [steps[2], steps[0], steps[1]]
    # The first cannot go higher, nor the last lower.
    writer.send(f"/step/{steps[2]}/up?{ABOUT}")
    writer.send(f"/step/{steps[1]}/down?{ABOUT}")
    assert order(writer, meeting) == [steps[2], steps[0], steps[1]]
    writer.send(f"/step/{steps[0]}/remove?{ABOUT}")
    assert order(writer, meeting) == [steps[2], steps[1]]


def test_a_chart_makes_a_meeting_where_there_is_none_to_choose(writer: Writer) -> None:
    made = writer.send(f"/meetings/add?{ABOUT}&page=involvement", title="At once", day="2026-04-01")
    meeting = re.findall(r"/meeting/(\w+)", made.headers["Location"])[0]
    assert len(order(writer, meeting)) == 1


@pytest.mark.parametrize(
    "chart", ["page=nowhere", "page=overview", "page=change&programme=none", "", "page=change&view=no"]
)
def test_what_is_no_chart_is_not_put_anywhere(writer: Writer, chart: str) -> None:
    about = "lang=en" if "programme" in chart else ABOUT
    assert writer.client.get(f"/meetings/add?{about}&{chart}").status_code == 404
    assert writer.send(f"/meetings/add?{about}&{chart}", title="x", day="2026-01-01").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "", "day": "2026-03-04"}, "Type something here"),
        ({"title": "  ", "day": "2026-03-04"}, "Type something here"),
        ({"title": "x" * 201, "day": "2026-03-04"}, "too long"),
        ({"title": "x", "day": "4 March"}, "Write it as 2026-03-31"),
        ({"title": "x", "day": ""}, "Write it as 2026-03-31"),
        ({"title": "x"}, "Type something here"),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(
    writer: Writer, fields: dict[str, str], words: str
) -> None:
    answered = writer.send(f"/meetings?{ABOUT}", **fields)
    page = answered.get_data(as_text=True)
    assert answered.status_code == 422
    assert words in said(page)
    assert f'value="{fields["title"].strip()}"' in page or not fields["title"].strip()


def test_what_is_typed_stays_text(writer: Writer) -> None:
    meeting = writer.meeting(MARKUP)
    page = writer.get(f"/meeting/{meeting}?{ABOUT}")
    assert "<script>alert" not in page
    assert MARKUP in said(page)


def test_two_who_change_a_meeting_both_keep_their_words(writer: Writer) -> None:
    meeting = writer.meeting("First")
    one = writer.send(f"/meeting/{meeting}?{ABOUT}", title="Theirs", day="2026-03-04", version="1")
    two = writer.send(f"/meeting/{meeting}?{ABOUT}", title="Mine", day="2026-03-04", version="1")
    page = said(two.get_data(as_text=True))
    assert (one.status_code, two.status_code) == (303, 409)
    assert "Theirs" in page
    assert "Mine" in page
    assert 'name="version" value="2"' in two.get_data(as_text=True)
    both = writer.send(f"/meeting/{meeting}?{ABOUT}", title="Both", day="2026-03-04", version="2")
    assert both.status_code == 303


def test_a_group_that_two_chose_is_shown_by_its_name(writer: Writer) -> None:
    first, second = group_of(writer, "First choice"), group_of(writer, "Second choice")
    meeting = writer.meeting()
    chosen = {"title": "March", "day": "2026-03-04", "version": "1"}
    assert writer.send(f"/meeting/{meeting}?{ABOUT}", **chosen, group_id=first).status_code == 303
    met = writer.send(f"/meeting/{meeting}?{ABOUT}", **chosen, group_id=second)
    assert met.status_code == 409
    assert "First choice" in said(met.text)
    assert "Second choice" in said(met.text)
    assert first not in said(met.text)


def test_a_form_from_elsewhere_writes_nothing(writer: Writer) -> None:
    before = writer.get(f"/meetings?{ABOUT}")
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ):
        fields = {"title": "Evil", "day": "2026-03-04"}
        assert writer.client.post(f"/meetings?{ABOUT}", data=fields, headers=headers).status_code == 403
    assert writer.get(f"/meetings?{ABOUT}") == before


def test_nothing_is_written_where_that_is_switched_off(example: Path, tmp_path: Path) -> None:
    reader = writer_over(example, tmp_path, writes=False)
    assert "<form" not in reader.get(f"/meetings?{ABOUT}")
    assert reader.send(f"/meetings?{ABOUT}", title="x", day="2026-03-04").status_code == 403
    assert "switched off" in said(reader.get(f"/meetings/add?{ABOUT}&page=change"))
    for rule in reader.client.application.url_map.iter_rules():
        if rule.endpoint.startswith("meetings.") and "POST" in (rule.methods or ()):
            path = re.sub(r"<(?:any\(up, down\):)?(\w+)>", "up", rule.rule.replace("<int:turn>", "1"))
            assert reader.send(path).status_code == 403, rule


def test_what_is_not_there_says_so(writer: Writer) -> None:
    for path in ("/meeting/none", "/meeting/none/1", "/decision/none", "/meeting/none/minutes"):
        answered = writer.client.get(f"{path}?{ABOUT}")
        assert answered.status_code == 404
        assert "not here" in said(answered.get_data(as_text=True))
    meeting = writer.meeting()
    assert writer.client.get(f"/meeting/{meeting}/1?{ABOUT}").status_code == 404


def test_the_advice_for_a_group() -> None:
    """Small: one leader, two or three staff, two or three citizens; large: every department."""

    def group(*many: int, departments: tuple[int, int] = (1, 1), kind: str = "implementation") -> list[str]:
        leaders, staff, citizens = many
        return advised(Group("p", "n", kind, leaders, staff, citizens, *departments))

    assert group(1, 2, 3) == []
    assert group(2, 1, 4) == ["leader", "staff", "citizens"]
    assert group(3, 5, 4, departments=(3, 3)) == []
    assert group(3, 5, 2, departments=(3, 3)) == ["everyone"]
    assert group(2, 5, 2, departments=(3, 2)) == ["departments"]
    assert group(9, 0, 0, kind="leadership") == []


def test_a_group_is_made_and_changed(writer: Writer) -> None:
    fields = {"kind": "implementation", "leaders": "1", "staff": "2", "citizens": "2"}
    assert writer.send(f"/meetings/groups?{ABOUT}", name="Solsiden", **fields).status_code == 303
    page = writer.get(f"/meetings?{ABOUT}")
    assert "put together as advised" in said(page)
    group = re.findall(r"/meetings/groups/(\w+)", page)[-1]
    changed = {**fields, "citizens": "0", "name": "Solsiden", "version": "1"}
    assert writer.send(f"/meetings/groups/{group}?{ABOUT}", **changed).status_code == 303
    assert "two or three citizens" in said(writer.get(f"/meetings?{ABOUT}"))
    assert writer.send(f"/meetings/groups?{ABOUT}", name="x", kind="other").status_code == 422


def group_of(writer: Writer, name: str) -> str:
    assert writer.send(f"/meetings/groups?{ABOUT}", name=name, kind="leadership").status_code == 303
    page = writer.get(f"/meetings?{ABOUT}")
    return str(re.findall(rf'<option value="(\w+)"[^>]*>{name}<', page)[0])


def meeting_of(writer: Writer, group: str, day: str) -> str:
    made = writer.send(f"/meetings?{ABOUT}", title=f"Of {day}", day=day, group_id=group)
    return str(re.findall(r"/meeting/(\w+)", made.headers["Location"])[0])


def test_the_next_meeting_begins_where_the_last_one_ended(writer: Writer) -> None:
    ours, others = group_of(writer, "Ours"), group_of(writer, "Others")
    march = meeting_of(writer, ours, "2026-03-04")
    charts = ["page=involvement", "page=principles"]
    steps = [writer.step(march, chart) for chart in charts]
    decision = writer.decide(steps[0], what="Ask before planning")
    may, elsewhere = meeting_of(writer, ours, "2026-05-06"), meeting_of(writer, others, "2026-05-06")
    page = said(writer.get(f"/meeting/{may}?{ABOUT}"))
    assert "Begin with the charts of ‘Of 2026-03-04’" in page
    assert "Ask before planning" in page
    for other in (elsewhere, march):
        page = said(writer.get(f"/meeting/{other}?{ABOUT}"))
        assert "Begin with the charts" not in page
        assert "Ask before planning" not in page
    assert writer.send(f"/meeting/{may}/follow?{ABOUT}", role="leader").status_code == 303
    findings = [re.findall(r"<h3>.*?</h3>", writer.get(f"/meeting/{one}?{ABOUT}")) for one in (march, may)]
    shown = [[re.sub("<[^>]+>", "", one) for one in each] for each in findings]
    assert shown[0] == shown[1]
    assert len(shown[1]) == len(charts)
    assert writer.send(f"/meeting/{may}/follow?{ABOUT}").status_code == 404, "it has an agenda"
    assert writer.send(f"/meeting/{elsewhere}/follow?{ABOUT}").status_code == 404, "its group had none"
    done = {"what": "Ask before planning", "who": "Leader", "state": "followed_up", "version": "1"}
    assert writer.send(f"/decision/{decision}?{ABOUT}", **done).status_code == 303
    assert "Ask before planning" not in said(writer.get(f"/meeting/{may}?{ABOUT}"))


def test_a_meeting_of_nobody_follows_no_other(writer: Writer) -> None:
    writer.step(writer.meeting())
    assert "Begin with the charts" not in writer.get(f"/meeting/{writer.meeting()}?{ABOUT}")


def test_staff_and_citizens_are_told_apart_on_agenda_wall_and_minutes(writer: Writer) -> None:
    meeting = writer.meeting()
    for name in ("practice", "citizens"):
        writer.step(meeting, f"page=change&instrument={name}")
    for place in ("", "/minutes"):
        page = said(writer.get(f"/meeting/{meeting}{place}?{ABOUT}"))
        assert page.index("Recovery-oriented practice") < page.index("Service users' own answers")
    assert "Recovery-oriented practice" in said(writer.get(f"/meeting/{meeting}/1?{ABOUT}"))
    assert "Service users' own answers" in said(writer.get(f"/meeting/{meeting}/2?{ABOUT}"))


def test_no_id_stands_twice_on_a_page(writer: Writer) -> None:
    for name in ("One", "Two"):
        group_of(writer, name)
    meeting = writer.agenda(*list(STEPS)[:2])
    paths = ["/meetings", "/actions", "/rounds", "/workshop", "/voices", "/words", f"/meeting/{meeting}"]
    for path in [*paths, f"/meeting/{meeting}/1", f"/meeting/{meeting}/minutes"]:
        found = re.findall(r'\sid="([^"]+)"', writer.get(f"{path}?{ABOUT}"))
        assert sorted(set(found)) == sorted(found), path


def test_a_file_that_browsers_keep_has_its_content_in_its_address(writer: Writer) -> None:
    """By the digest of the file itself, worked out here by hand."""
    page = writer.get(f"/meetings?{ABOUT}")
    for name, digest in re.findall(r"/plain/([\w.]+)\?v=(\w+)", page):
        with writer.client.get(f"/plain/{name}?v={digest}") as answered:
            served = answered.data
        assert hashlib.sha256(served).hexdigest().startswith(digest)
    assert len(re.findall(r"/plain/", page)) == len(re.findall(r"/plain/[\w.]+\?v=\w{12}", page)) > 1


@pytest.mark.parametrize("path", ["/meetings", "/meetings/add", "/rounds", "/actions", "/round"])
@pytest.mark.parametrize("odd", ["endpoint=x", "_method=FOO", "_anchor=x", "_external=1", "lang=xx"])
def test_no_name_of_an_address_is_more_than_a_name(writer: Writer, path: str, odd: str) -> None:
    answered = writer.client.get(f"{path}?programme=fjordby&page=change&{odd}")
    assert answered.status_code == 200
    assert "/meetings#" not in answered.get_data(as_text=True)


def test_a_form_that_is_too_large_is_refused_in_words(writer: Writer) -> None:
    answered = writer.send(f"/actions?{ABOUT}", what="x" * 70_000)
    assert answered.status_code == 413
    assert answered.mimetype == "text/html"


def test_a_group_that_is_not_there_is_none(writer: Writer) -> None:
    answered = writer.send(f"/meetings?{ABOUT}", title="x", day="2026-03-04", group_id="nope")
    assert answered.status_code == 404


def test_a_chart_of_another_programme_is_not_put_on_the_agenda(writer: Writer) -> None:
    meeting = writer.meeting()
    chart = "programme=recoverydannelse-2017&lang=en&page=change"
    assert writer.send(f"/meetings/add?{chart}", meeting=meeting).status_code == 404
    assert order(writer, meeting) == []


def test_a_group_without_a_kind_is_none(writer: Writer) -> None:
    assert writer.send(f"/meetings/groups?{ABOUT}", name="G", kind="").status_code == 422
    assert writer.client.get(f"/meetings?{ABOUT}").status_code == 200
