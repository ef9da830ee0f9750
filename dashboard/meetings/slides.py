"""The minutes as slides: what was looked at, each chart to be edited, and what was decided."""

from flask import Blueprint, Response

from dashboard.meetings.plain import language
from dashboard.meetings.subjects import seen
from dashboard.meetings.voices.beside import Beside, beside, voices_now
from dashboard.report.services import services
from dashboard.store.meetings import Decision, Meeting, Step, decisions_in
from dashboard.store.store import get
from publication.languages import Language

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def _notes(step: Step, said: Language) -> list[str]:
    """Return what to ask, try and beware of before a chart, and what was said of it."""
    prompts = [said.of(prompt.text) for prompt in services().prompts.get(step.page, [])]
    return [*prompts, *([step.note] if step.note else [])]


def _decision(made: Decision, said: Language) -> str:
    by = said.say("meeting.by", date=said.date(made.due)) if made.due else ""
    return " · ".join(filter(None, (made.what, made.who, by)))


def _voices(found: Beside | None, said: Language) -> list[str]:
    """Return what stands beside a chart: its themes in a line, and the beginnings of some voices."""
    if found is None:
        return []
    names = said.listed([theme.name for theme in found.themes])
    themes = [said.say("voice.speak_of", themes=names)] if names else []
    more = [said.counted("voice.more", found.more)] if found.more else []
    quotes = [said.say("voice.quote", words=voice.beginning) for voice, _ in found.shown]
    return [*themes, *quotes, *more]


def slides(meeting_id: str) -> Response:
    """Serve the minutes as slides."""
    from dashboard.carriers.slides import Deck

    with services().store.reading() as session:
        found = get(session, Meeting, meeting_id)
        steps, decisions = list(found.steps), decisions_in(session, meeting_id)
    said, heard = language(), voices_now(found.programme)
    deck = Deck(said)
    deck.add_title(found.title, said.date(found.day))
    for step in steps:
        chart = seen(step, said)
        if chart.report:
            deck.add_report(chart.report, _notes(step, said), chart.subject)
            heading = said.say("voice.beside_finding", finding=chart.finding)
            deck.add_words(heading, _voices(beside(chart, heard), said))
        else:
            deck.add_words(chart.title, [said.say("meeting.gone")])
    deck.add_words(said.say("meeting.decided"), [_decision(one, said) for one in decisions])
    headers = {"Content-Disposition": f'attachment; filename="rejsespor-{found.day}-{meeting_id}.pptx"'}
    return Response(deck.written(), mimetype=_PPTX, headers=headers)


def register(pages: Blueprint) -> None:
    """Serve the slides."""
    pages.add_url_rule("/meeting/<meeting_id>/minutes.pptx", "slides", slides)
