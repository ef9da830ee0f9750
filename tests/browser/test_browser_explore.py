import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import PAGES, Reader, asked, settled

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
    page.locator("#bar-group").focus()
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
    page.wait_for_function(f"() => ({FOCUSED})() === 'explore-csv_semicolon'")


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


def test_a_withheld_row_says_the_sentence_and_has_no_number(reader: Reader) -> None:
    hidden = json.dumps({"reading": {"filterType": "text", "type": "contains", "filter": "For få"}})
    page = reader.open("explore", lang="da", filter=hidden)
    filtered(page)
    assert set(column(page, "reading")) == {"For få til at vise her."}
    for name in ("members", "n", "mean", "mean_low"):
        assert set(column(page, name)) == {""}


@pytest.mark.parametrize("width", [1366, 768])
def test_the_question_stays_in_view_while_the_numbers_move(reader: Reader, width: int) -> None:
    page = reader.open("explore", width, lang="da")
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


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", r"Printed: (\d+) of 1392 rows; the files hold all of them\."),
        ("da", r"Udskrevet: (\d+) af 1392 rækker; filerne har dem alle\."),
        ("nb", r"Skrevet ut: (\d+) av 1392 rader; filene har alle\."),
    ],
)
def test_paper_says_how_many_of_the_rows_it_holds(reader: Reader, lang: str, words: str) -> None:
    page = reader.open("explore", lang=lang, programme="fjordby")
    note = page.locator("#explore-paper")
    expect(note).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(note).to_have_text(re.compile(words))
    printed = re.search(words, note.inner_text())
    assert printed is not None
    last = page.locator(
        f".ag-center-cols-container .ag-row[row-index='{int(printed[1]) - 1}']"
    ).bounding_box()
    frame = page.locator(".ag-body-viewport").bounding_box()
    assert last is not None and frame is not None
    assert frame["y"] + frame["height"] - 40 < last["y"] + last["height"] <= frame["y"] + frame["height"] + 1
