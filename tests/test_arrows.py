"""Which module may import which: the arrows of the design, read from the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from dashboard.carriers.show import SHOWN
from dashboard.cli import WHAT

ROOT = Path(__file__).parents[1]
OURS = ("publication", "etl", "dashboard", "tests", "bench")


def package_of(path: Path) -> str:
    """Return a file's dotted name, a package's own file by the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Return every module a file imports anywhere in it, dotted; names imported from a module included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def reaching(folder: str, *forbidden: str) -> Iterator[str]:
    """Yield 'file imports module' for each import of a forbidden module or something in it."""
    for path in sources(folder):
        for name in imports(path):
            if any(name == one or name.startswith(f"{one}.") for one in forbidden):
                yield f"{path.relative_to(ROOT)} imports {name}"


def test_the_reader_of_imports_sees_them_all(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text("import a.b\ndef f():\n    from c.d import e\nif x:\n    import g as h\n")
    assert imports(path) == {"a.b", "c.d", "c.d.e", "g"}


def test_there_is_something_to_read() -> None:
    assert len(sources("etl")) > 30
    assert len(sources("dashboard")) > 50
    assert list(reaching("dashboard", "etl"))


# From the ground up: a room imports those named before it, and no other.
PACKAGES = {
    "publication": ["spelling", "sql", "atomic", "definitions", "queries", "rooms"],
    "etl": [
        *("warehouse", "formats", "columns", "staging", "checks", "kinds", "printed", "propose"),
        *("release", "load", "cli", "__main__"),
    ],
    "dashboard": [
        *(
            "settings",
            "store",
            "statistics",
            "report",
            "answers",
            "charts",
            "components",
            "pages",
            "callbacks",
        ),
        *("carriers", "server", "meetings", "access", "steward", "app", "backup", "cli"),
    ],
}


def room_of(name: str) -> tuple[str, str] | None:
    """Return package and room of a module of ours; None for a package itself and what is not ours."""
    package, _, rest = name.partition(".")
    room = rest.partition(".")[0]
    return (package, room) if package in PACKAGES and is_there(package, room) else None


def is_there(package: str, room: str) -> bool:
    return bool(room) and ((ROOT / package / room).is_dir() or (ROOT / package / f"{room}.py").is_file())


def arrows(package: str) -> dict[tuple[str, str], set[str]]:
    """Return (room, room it imports) → the files that do."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sources(package):
        own = room_of(package_of(path))
        for other in filter(None, map(room_of, imports(path))):
            if own and own != other and other[0] == package:
                found.setdefault((own[1], other[1]), set()).add(str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("package", ["etl", "dashboard"])
def test_rooms_import_those_below_them_alone(package: str) -> None:
    order = PACKAGES[package]
    back = {
        f"{room} -> {other}": files
        for (room, other), files in arrows(package).items()
        if order.index(room) <= order.index(other)
    }
    assert back == {}


@pytest.mark.parametrize("package", ["publication", "etl", "dashboard"])
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    names = {package_of(path): imports(path) for path in sources(package)}
    graph = {name: {one for one in found if one in names and one != name} for name, found in names.items()}
    tuple(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(("package", "most"), [("etl", 42), ("dashboard", 84)])
def test_the_house_has_few_arrows(package: str, most: int) -> None:
    assert len(arrows(package)) <= most


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("publication", ["dash", "plotly", "flask", "etl", "dashboard"]),
        ("etl", ["dash", "plotly", "dashboard", "flask"]),
        ("dashboard/charts", ["duckdb", "dash", "plotly"]),
        ("dashboard/report", ["duckdb", "dash", "plotly"]),
        ("dashboard/answers", ["duckdb", "dash", "plotly"]),
        ("dashboard/components", ["duckdb", "publication.queries"]),
        ("dashboard/pages", ["duckdb", "plotly"]),
        ("dashboard", ["plotly", "statsmodels"]),
    ],
)
def test_no_arrow_points_the_wrong_way(folder: str, forbidden: list[str]) -> None:
    assert list(reaching(folder, *forbidden)) == []


# What a page's modules may not know: numbers are made without Dash, words and charts without the database.
PARTS = {
    "answer": ["dash", "flask", "dashboard.components", "dashboard.charts"],
    "chart": ["dash", "flask", "publication.queries", "dashboard.components"],
    "text": ["dash", "flask", "publication.queries", "dashboard.charts", "dashboard.components"],
}


@pytest.mark.parametrize("part", PARTS)
def test_a_page_s_answers_charts_and_words_know_no_browser(part: str) -> None:
    found = [path for path in sources("dashboard/pages") if path.stem.split("_")[-1] == part]
    assert len(found) > 5
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in found
        for name in imports(path)
        if any(name == one or name.startswith(f"{one}.") for one in PARTS[part])
    ]
    assert wrong == []


def test_only_the_command_line_imports_etl() -> None:
    found = {line.split(" imports ")[0] for line in reaching("dashboard", "etl")}
    assert {str(Path(path).parent) for path in found} == {"dashboard/cli"}


def test_statistics_import_nothing_of_ours_and_no_dash() -> None:
    for path in sources("dashboard/statistics"):
        for name in imports(path):
            first = name.split(".")[0]
            assert first not in ("dash", "plotly", "duckdb", "flask", "pandas"), f"{path.name}: {name}"
            assert first not in OURS or name.startswith("dashboard.statistics"), f"{path.name}: {name}"


def test_only_those_who_run_the_app_import_it() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources("publication", "dashboard", "etl")
        if "dashboard.app" in imports(path)
    }
    assert found == {"dashboard/cli/serving.py"}


def test_the_dashboard_knows_no_warehouse() -> None:
    """Nothing the serving process imports names the file that holds respondents' rows."""
    named = [path.name for path in sources("dashboard") if "warehouse" in path.read_text("utf-8")]
    assert named == []


def test_only_publications_open_a_database() -> None:
    """What writes Parquet has one of its own in memory, which reaches the file it writes and no other."""
    folders = ("dashboard", "publication")
    connecting = [path for path in sources(*folders) if "duckdb.connect" in path.read_text("utf-8")]
    assert [path.name for path in connecting] == ["parquet.py", "attached.py", "opening.py"]
    assert "duckdb.connect(config={" in connecting[0].read_text("utf-8")
    assert "enable_external_access = false" in connecting[0].read_text("utf-8")


def in_a_fresh_interpreter(statement: str) -> set[str]:
    said = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(result.stdout.split())


def test_starting_the_app_pulls_nothing_heavy() -> None:
    loaded = in_a_fresh_interpreter("import dashboard.app")
    assert "dashboard.app" in loaded
    for heavy in (
        "scipy",
        "statsmodels",
        "pandas",
        "pyarrow",
        "xlsxwriter",
        "plotly.express",
        "etl",
        "matplotlib",
    ):
        assert heavy not in loaded


def test_the_command_line_starts_without_the_app() -> None:
    loaded = in_a_fresh_interpreter("import dashboard.cli")
    assert not {"dash", "flask", "babel", "numpy", "scipy", "tqdm", "dashboard.app"} & loaded


def test_the_command_line_offers_what_can_be_shown() -> None:
    assert sorted(WHAT) == sorted(SHOWN)
