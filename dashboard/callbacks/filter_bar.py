"""From controls and address to the selection, and on to what stands around a chart; what may be chosen."""

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard.components.filling import Outputs
from dashboard.components.filter_bar import SELECTS, choices, is_hidden, state
from dashboard.components.notice import badges
from dashboard.report import ids
from dashboard.report.controls import CHOSEN
from dashboard.report.page import Pages
from dashboard.report.services import services

_VALUES = [Output(ids.control(name), "value", allow_duplicate=True) for name in CHOSEN]


def register_filter_bar(app: Dash, pages: Pages) -> None:
    """Register the way to the selection and on, the links that carry it, and the options.

    A control writes the selection in the browser (`assets/view/selection.js`), which is asked for at once;
    address, controls and links follow when the answer is drawn.
    """
    app.clientside_callback(
        ClientsideFunction("rejsespor", "settle"),
        Output(ids.SETTLED, "data"),
        *[Output(ids.control(name), "value") for name in CHOSEN],
        Input(ids.SELECTION, "data"),
        State(ids.LANDED, "data"),
        *[State(ids.control(name), "value") for name in CHOSEN],
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "links"),
        *[Output(links, "links") for links in ids.LINKS],
        Input(ids.SETTLED, "data"),
        *[State(links, "links") for links in ids.LINKS],
    )

    app.clientside_callback(
        ClientsideFunction("rejsespor", "sentence"),
        Output(ids.BAR_SENTENCE, "children"),
        Input(ids.SETTLED, "data"),
        *[State(ids.control(name), "value") for name in SELECTS],
        *[State(ids.control(name), "options") for name in SELECTS],
        *[State(ids.control(name), "hidden") for name in SELECTS],
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "unfold"),
        Output(ids.BAR_BUTTON, "aria-expanded"),
        Input(ids.BAR_BUTTON, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        output={
            "options": [Output(ids.control(name), "options") for name in CHOSEN],
            "hidden": [Output(ids.control(name), "hidden") for name in SELECTS],
            "values": _VALUES,
            "selection": Output(ids.SELECTION, "data", allow_duplicate=True),
            "badge": Output(ids.BADGE, "children"),
        },
        inputs=[Input(ids.BAR_KEY, "data")],
        prevent_initial_call=True,
    )
    def offer(query: dict[str, str]) -> Outputs:
        """Return what the controls offer after another programme, questionnaire or wave was chosen."""
        service = services()
        page = pages[query["page"]]
        publication, selection, language = service.request(query, page)
        offered = choices(service.publications, publication, selection, page, language)
        values = state(publication, selection, page)
        if offered["group"] and values["group"] not in {option["value"] for option in offered["group"]}:
            values["group"] = offered["group"][0]["value"]
        return {
            "options": [offered[name] for name in CHOSEN],
            "hidden": [is_hidden(name, offered[name], page) for name in SELECTS],
            "values": [values[name] for name in CHOSEN],
            "selection": no_update if values == query else values,
            "badge": badges(publication, language),
        }
