import csv
import io
import json
import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.report.resolving import LONGEST_FILTER
from tests.chromium import PAGES, Reader, asked, grave_faults, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

FOCUSED = (
    "() => document.activeElement.closest('[col-id]')?.getAttribute('col-id') || document.activeElement.id"
)
OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle"
CODE = "dash_ag_grid"


def row(page: Page, at: int = 0) -> str:
    """Return what a row says, the question apart."""
    return str(page.locator(f".ag-center-cols-container .ag-row[row-index='{at}']").inner_text())


def column(page: Page, name: str) -> list[str]:
    """Return the texts of a column, as far as they are drawn, from the top."""
    cells = page.locator(f".ag-row .ag-cell[col-id='{name}']")
    order = cells.evaluate_all(
        "(all) => all.sort((a, b) => a.parentElement.getAttribute('row-index') - "
        "b.parentElement.getAttribute('row-index')).map((one) => one.innerText)"
    )
    return [str(one) for one in order]


def decimals(texts: list[str]) -> list[float]:
    return [float(one.replace(",", ".")) for one in texts if one]


def filtered(page: Page) -> None:
    """Wait until fewer rows than all are shown, and the table has had time to think better of it."""
    page.wait_for_function(
        "() => !/^(\\d+) \\S+ \\1 /.test(document.querySelector('#explore-rows').innerText)"
    )
    page.wait_for_timeout(500)


def header(page: Page, name: str) -> None:
    page.locator(f".ag-header-cell[col-id={name}] .ag-header-cell-text").click()


def test_sorting_and_filters_stand_in_the_address_and_back_takes_them_away(reader: Reader) -> None:
    page = reader.open("explore", lang="da")
    first = row(page)
    header(page, "mean")
    expect(page.locator(".ag-header-cell[col-id=mean]")).to_have_attribute("aria-sort", "ascending")
    page.wait_for_function("() => location.search.includes('sort=mean%3Aasc')")
    rising = decimals(column(page, "mean"))
    assert rising == sorted(rising)
    page.locator(".ag-header-cell[col-id=mean] .ag-header-cell-filter-button").click()
    page.locator(".ag-filter input[type=text]").first.fill("4,5")
    page.wait_for_function("() => location.search.includes('filter=')")
    assert json.loads(asked(page)["filter"])["mean"]["filter"] == 4.5
    assert min(decimals(column(page, "mean"))) >= 4.5
    shown = page.locator("#explore-rows").inner_text()
    for _ in range(2):
        page.go_back()
        page.wait_for_timeout(100)
    page.wait_for_function("() => !location.search.includes('sort=')")
    settled(page)
    page.wait_for_function("(text) => document.querySelector('#explore-rows').innerText !== text", arg=shown)
    expect(page.locator(".ag-center-cols-container .ag-row[row-index='0']")).to_have_text(
        re.sub(r"\s+", "", first), use_inner_text=False
    )


def test_an_address_opened_elsewhere_shows_the_same_rows_in_the_same_order(reader: Reader) -> None:
    chosen = {
        "instrument": "involvement",
        "group": "practitioner",
        "sort": "mean:desc,label:asc",
        "filter": json.dumps({"n": {"filterType": "number", "type": "greaterThanOrEqual", "filter": 20}}),
        "lang": "nb",
    }
    pages = [reader.at("explore", chosen)]
    pages.append(reader.at("explore", asked(pages[0])))
    for page in pages:
        page.wait_for_selector(".ag-header-cell[col-id=mean][aria-sort=descending]")
        filtered(page)
    assert column(pages[0], "label") == column(pages[1], "label")
    assert pages[0].locator("#explore-rows").inner_text() == pages[1].locator("#explore-rows").inner_text()
    assert min(decimals(column(pages[0], "n"))) >= 20


def test_a_filter_and_an_order_stay_when_another_instrument_is_chosen(reader: Reader) -> None:
    many = json.dumps({"n": {"filterType": "number", "type": "greaterThanOrEqual", "filter": 20}})
    page = reader.open("explore", lang="en", instrument="involvement", sort="mean:desc", filter=many)
    filtered(page)
    before = column(page, "label")
    page.locator("#bar-instrument").select_option("practice")
    page.wait_for_function("() => location.search.includes('instrument=practice')")
    page.wait_for_function(
        "(before) => ![...document.querySelectorAll('.ag-cell[col-id=label]')]"
        ".some((one) => before.includes(one.innerText))",
        arg=before,
    )
    filtered(page)
    falling = decimals(column(page, "mean"))
    assert falling == sorted(falling, reverse=True)
    assert min(decimals(column(page, "n"))) >= 20
    expect(page.locator(".ag-header-cell[col-id=mean]")).to_have_attribute("aria-sort", "descending")


def test_a_filter_nothing_passes_says_so_and_the_button_brings_all_back(reader: Reader) -> None:
    none = json.dumps({"mean": {"filterType": "number", "type": "greaterThanOrEqual", "filter": 9}})
    page = reader.open("explore", lang="en", filter=none)
    expect(page.locator(".explore-frame")).to_contain_text("No row fits the filters")
    expect(page.locator("#explore-rows")).to_have_text(re.compile(r"^0 of \d+ rows$"))
    page.locator("#explore-reset").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#explore-rows")).to_have_text(re.compile(r"^(\d+) of \1 rows$"))
    expect(page.locator("#explore-reset")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#explore-reset")).to_be_focused()
    page.wait_for_function("() => !location.search.includes('filter=')")


def test_the_table_works_by_keyboard_and_lets_go_of_it(reader: Reader) -> None:
    page = reader.open("explore", lang="da")
    page.locator("#explore-chooser summary").focus()
    page.keyboard.press("Tab")
    for key, where in [
        ("ArrowDown", "label"),
        ("ArrowRight", "group_label"),
        ("Enter", "group_label"),
        ("ArrowDown", "group_label"),
        ("ArrowRight", "wave_label"),
    ]:
        page.keyboard.press(key)
        page.wait_for_function(f"(where) => ({FOCUSED})() === where", arg=where)
        assert page.evaluate(OUTLINED) == "solid"
    page.wait_for_function("() => location.search.includes('sort=group_label%3Aasc')")
    page.keyboard.press("Tab")
    page.wait_for_function(f"() => ({FOCUSED})() === 'explore-csv_semicolon_seen'")


@pytest.mark.parametrize(
    ("lang", "words", "mean"),
    [
        ("da", ("Spørgsmål", "Mindst", "Fjern"), r"\d,\d\d"),
        ("nb", ("Spørsmål", "Minst", "Fjern"), r"\d,\d\d"),
        ("en", ("Question", "At least", "Clear"), r"\d\.\d\d"),
    ],
)
def test_the_table_speaks_the_reader_s_language(
    reader: Reader, lang: str, words: tuple[str, ...], mean: str
) -> None:
    page = reader.open("explore", lang=lang)
    expect(page.locator(".ag-header-cell[col-id=label]")).to_contain_text(words[0])
    assert re.fullmatch(mean, column(page, "mean")[0])
    page.locator(".ag-header-cell[col-id=mean] .ag-header-cell-filter-button").click()
    for word in words[1:]:
        expect(page.locator(".ag-filter")).to_contain_text(word)


def ticked(column: str, *ids: str) -> str:
    """Return a filter as an address holds it."""
    return json.dumps({column: {"filterType": "ticks", "only": ids}})


def test_a_withheld_row_says_the_sentence_and_has_no_number(reader: Reader) -> None:
    page = reader.open("explore", lang="da", columns="all", filter=ticked("reading", "withheld"))
    filtered(page)
    assert set(column(page, "reading")) == {"For få til at vise her."}
    for name in ("members", "n", "mean", "mean_low"):
        assert set(column(page, name)) == {""}


def test_rows_ticked_by_keyboard_stay_in_another_language_and_for_another_questionnaire(
    reader: Reader,
) -> None:
    page = reader.open("explore", lang="da", instrument="practice")
    page.locator(".ag-header-cell[col-id=label]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".tick-filter input[type=search]")).to_be_focused()
    page.keyboard.type("journal")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    filtered(page)
    assert grave_faults(page) == []
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => ({FOCUSED})() === 'label'")
    assert set(column(page, "label")) == {"Let adgang til egen journal"}
    counted = re.findall(r"\d+", page.locator("#explore-rows").inner_text())
    page.locator("#lang-en").click()
    page.wait_for_selector("html[lang=en]")
    filtered(settled(page))
    assert re.findall(r"\d+", page.locator("#explore-rows").inner_text()) == counted
    assert set(column(page, "label")) == {"Easy access to own record"}
    page.locator("#bar-instrument").select_option("involvement")
    expect(page.locator("#explore-rows")).to_have_text(re.compile(r"^(\d+) of \1 rows$"))
    page.locator("#bar-instrument").select_option("practice")
    filtered(page)
    assert set(column(page, "label")) == {"Easy access to own record"}


FORGED = [
    *("null", "[1]", '{"label": 5}', '{"label": {"filterType": "ticks", "only": ["x", 1, null, {}]}}'),
    *('{"mean": {"filterType": "number", "type": "toString"}}', '{"__proto__": {"type": "equals"}}'),
    *('{"mean": {"filterType": "number", "type": "equals", "filter": "4"}}', '{"mean": ', "[" * 1500),
    '{"label": {"filterType": "text", "type": "contains", "filter": "a"}}',
]


@pytest.mark.parametrize("said", FORGED)
def test_a_forged_filter_shows_every_row(reader: Reader, said: str) -> None:
    page = reader.open("explore", lang="en", filter=said, columns="constructor,x", sort="x:asc")
    expect(page.locator("#explore-rows")).to_have_text(re.compile(r"^(\d+) of \1 rows$"))
    expect(page.locator(".ag-header-cell[col-id=mean]")).to_be_visible()


@pytest.mark.parametrize("width", [1366, 360])
def test_columns_are_chosen_by_keyboard_and_stand_in_the_address(reader: Reader, width: int) -> None:
    page = reader.open("explore", width, lang="en")
    page.locator("#explore-chooser summary").press("Enter")
    assert grave_faults(page) == []
    for name in ("Who", "δ"):
        page.get_by_role("checkbox", name=name, exact=True).press("Space")
    page.wait_for_function("() => location.search.includes('delta')")
    page.keyboard.press("Escape")
    expect(page.locator("#explore-chooser summary")).to_be_focused()
    chosen = asked(page)["columns"].split(",")
    assert "delta" in chosen
    assert "group_label" not in chosen
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    there = reader.at("explore", asked(page))
    shown = there.locator(".ag-header-cell").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('col-id'))"
    )
    assert shown == chosen
    there.locator("#explore-chooser summary").press("Enter")
    expect(there.get_by_role("checkbox", name="δ", exact=True)).to_be_checked()
    there.locator("#explore-columns_usual").press("Enter")
    there.wait_for_function("() => !location.search.includes('columns=')")
    expect(there.locator(".ag-header-cell[col-id=group_label]")).to_be_visible()


def test_the_file_of_what_is_seen_has_the_rows_and_columns_of_the_page(reader: Reader) -> None:
    chosen = {
        "lang": "en",
        "instrument": "practice",
        "sort": "mean:desc,group_label:asc",
        "columns": "label,group_label,mean",
        "filter": json.dumps(
            {
                "label": {"filterType": "ticks", "only": ["p02", "p05", "overall"]},
                "mean": {"filterType": "number", "type": "inRange", "filter": 3.5, "filterTo": 4.4},
            }
        ),
    }
    page = reader.at("explore", chosen)
    filtered(page)
    address = page.locator("#explore-csv_comma_seen").get_attribute("href")
    text = page.request.get(f"{reader.base}{address}").body().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["item", "label", "group", "group_label", "mean"]
    shown, _ = re.findall(r"\d+", page.locator("#explore-rows").inner_text())
    assert len(rows) == int(shown)
    for name in ("label", "group_label"):
        there = column(page, name)
        assert [row[name] for row in rows[: len(there)]] == there
    there = column(page, "mean")
    assert [f"{float(row['mean']):.2f}" for row in rows[: len(there)]] == there


def test_a_number_is_found_as_it_is_shown(reader: Reader) -> None:
    page = reader.open("explore", lang="da", sort="mean_low:asc")
    shown = column(page, "mean_low")[3]
    page.locator(".ag-header-cell[col-id=mean_low] .ag-header-cell-filter-button").click()
    page.locator(".ag-filter .ag-picker-field-wrapper").press("Enter")
    page.get_by_role("option", name="Er lig med", exact=True).click()
    page.locator(".ag-filter input[type=text]").first.fill(shown)
    filtered(page)
    assert set(column(page, "mean_low")) == {shown}


@pytest.mark.parametrize("width", [1366, 768])
def test_the_question_stays_in_view_while_the_numbers_move(reader: Reader, width: int) -> None:
    page = reader.open("explore", width, lang="da", columns="all")
    before = page.locator(".ag-pinned-left-cols-container .ag-cell").first.bounding_box()
    page.locator(".ag-center-cols-viewport").evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    page.wait_for_selector(".ag-cell[col-id=p_theta]")
    assert page.locator(".ag-pinned-left-cols-container .ag-cell").first.bounding_box() == before
    assert before is not None and before["width"] < 0.6 * width
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_table_s_code_comes_with_the_first_table_only(anyone: Reader) -> None:
    page = anyone.blank(1366, 900, locale="da-DK")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{anyone.base}{PAGES['change']}")
    settled(page)
    assert not [one for one in fetched if CODE in one]
    page.locator("#nav-explore").click()
    page.wait_for_selector(".ag-center-cols-container .ag-row")
    assert [one for one in fetched if CODE in one]
    assert not [one for one in fetched if "enterprise" in one]
    assert anyone.troubles == []


# What is between the margins of a sheet on its side, in pixels of the screen.
SHEET = 1032


@pytest.mark.parametrize("width", [1366, 360])
def test_paper_holds_every_column_and_says_how_many_of_the_rows(reader: Reader, width: int) -> None:
    page = reader.open("explore", width, lang="en", programme="fjordby", columns="all")
    note = page.locator("#explore-paper")
    expect(note).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": SHEET, "height": 700})
    page.emulate_media(media="print")
    expect(note).to_have_text("Printed: 500 of 1392 rows; the files hold all of them.")
    sheets = page.locator(".paper-table")
    for sheet in sheets.all():
        expect(sheet.locator("tbody tr")).to_have_count(500)
        box = sheet.bounding_box()
        assert box is not None and box["x"] + box["width"] <= SHEET
    headings = sheets.locator("thead tr:last-child th").all_inner_texts()
    assert {"Question", "SD", "θ", "Answered 5", "p Welch"} <= set(headings)


def test_a_filter_too_long_for_an_address_is_said_to_be(reader: Reader) -> None:
    """The example has no filter of 6,000 letters, so the page is given a shorter length here."""
    page = reader.open("explore", lang="en")
    said = page.locator("#explore-long")
    expect(said).to_be_hidden()
    assert said.get_attribute("data-longest") == str(LONGEST_FILTER)
    page.evaluate("() => { document.getElementById('explore-long').dataset.longest = 40; }")
    page.locator(".ag-header-cell[col-id=label]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".tick-filter input[type=search]")).to_be_focused()
    page.keyboard.type("record")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(said).to_contain_text("too long for an address")
    page.keyboard.press("Escape")
    page.locator("#explore-reset").click()
    expect(said).to_be_hidden()
