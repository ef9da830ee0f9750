"""Find my group: with whom somebody of a job at a site is shown, by the publication alone."""

from collections.abc import Mapping, Sequence

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard.answers.site_groups import covers, path_to
from dashboard.charts.gathering import gathering
from dashboard.components.native import Select
from dashboard.components.small_picture import small_picture
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence
from dashboard.report.page import Page
from dashboard.report.services import Request, services
from publication.definitions.instrument import Population
from publication.ids import CITIZENS
from publication.languages import Language
from publication.reading import Option, Publication, Wave

ROLE, SITE, GROUP = "role", "site", "group"


def group_of(publication: Publication, role: str, site: str) -> Option | None:
    """Return the finest group of the last round that a job at a site lies in; None where none is shown.

    It is read off the programme's tree and the groups that are offered to everybody. A job that nobody of a
    site has lies in the group around it, as one does whose people are too few.
    """
    wave = _last_wave(publication, role).id
    path = path_to(publication, role, site)
    around = [option for option in publication.options.get((wave, wave), ()) if covers(option.id, path)]
    within = {ancestor for option in around for ancestor in option.ancestors}
    return next((option for option in around if option.id not in within), None)


def _last_wave(publication: Publication, role: str) -> Wave:
    """Return the last round that asked people of a job, or citizens."""
    whose: Population = "citizens" if role == CITIZENS else "staff"
    return publication.waves_of(whose)[-1]


def _jobs(publication: Publication, language: Language) -> dict[str, str]:
    """Return what somebody who was asked can be: of a job, or a citizen."""
    named: dict[Population, dict[str, str]] = {
        "staff": {role.id: language.of(role.name) for role in publication.definition.roles},
        "citizens": {CITIZENS: language.say("privacy.citizens")},
    }
    asked = {publication.population_of(instrument) for instrument, _ in publication.asked}
    return {job: name for whose, jobs in named.items() if whose in asked for job, name in jobs.items()}


def _choice(name: str, options: Sequence[tuple[str, str]], language: Language) -> Component:
    choose = {"value": "", "label": language.say("privacy.choose")}
    listed = [choose, *({"value": value, "label": label} for value, label in options)]
    label = html.Label(language.say(f"privacy.{name}"), htmlFor=part("privacy", name))
    return html.Div([label, Select(id=part("privacy", name), value="", options=listed)])


def _drawing(form_at: int, language: Language) -> Component:
    """Return how two groups below the size at which groups are formed become one, and a larger one stays."""
    few, enough = (form_at - 2, 3), form_at + 2
    sizes = {"first": few[0], "second": few[1], "together": sum(few), "enough": enough}
    picture = small_picture(gathering(few, enough, language.say("privacy.drawing", **sizes)))
    caption = html.Figcaption(language.say("privacy.drawing_caption", form_at=form_at))
    return html.Figure([picture, caption], className="gathering")


def find_group(request: Request) -> list[Component]:
    """Return promise, drawing, choice of a job and a site, and whom to ask; nothing where nobody answered."""
    publication, _, language = request
    if not publication.asked:
        return []
    contact = publication.definition.contact
    roles = list(_jobs(publication, language).items())
    sites = [(site.id, site.name) for site in publication.sites]
    choices = [_choice(ROLE, roles, language), _choice(SITE, sites, language)]
    return [
        html.P(language.say("privacy.promise", k=publication.definition.k), className="lead"),
        _drawing(publication.definition.form_at, language),
        html.H2(language.say("privacy.find")),
        html.Div(choices, className="find-choices"),
        html.P(id=part("privacy", GROUP), role="status"),
        html.H2(language.say("privacy.contact")),
        html.P(language.of(contact) if contact else language.say("privacy.no_contact")),
    ]


def _told(publication: Publication, role: str, site: str, language: Language) -> str:
    group = group_of(publication, role, site)
    if group is None:
        return language.say("privacy.no_group")
    named = {"group": language.of(group.label), "k": publication.definition.k}
    wave = in_sentence(language.of(_last_wave(publication, role).name))
    return language.say("privacy.group", wave=wave, **named)


def register_find(app: Dash, page: Page) -> None:
    """Register what answers a choice."""

    @app.callback(
        Output(part(page.name, GROUP), "children"),
        Input(part(page.name, ROLE), "value"),
        Input(part(page.name, SITE), "value"),
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def tell(role: str, site: str, query: Mapping[str, str]) -> str:
        """Return with whom the chosen job and site are shown; nothing until both are chosen."""
        publication, _, language = services().request(query, page)
        known = _jobs(publication, language), {there.id for there in publication.sites}
        if role not in known[0] or site not in known[1]:
            return ""
        return _told(publication, role, site, language)
