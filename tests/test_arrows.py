"""Which module may import which: the arrows of the design, read from the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.cli import WHAT
from dashboard.show import SHOWN

ROOT = Path(__file__).parents[1]
OURS = ("etl", "dashboard", "tests", "bench")


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


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("etl", ["dash", "plotly", "dashboard", "dash_bootstrap_components", "flask"]),
        ("dashboard/figures", ["duckdb", "dash", "plotly", "dash_bootstrap_components", "dashboard.queries"]),
        ("dashboard/figures", ["dashboard.callbacks", "dashboard.components", "dashboard.pages"]),
        ("dashboard/sentences", ["duckdb", "dash", "plotly", "dashboard.queries", "dashboard.figures"]),
        (
            "dashboard/pages",
            ["dashboard.queries", "dashboard.tables", "dashboard.figures", "duckdb", "plotly"],
        ),
        ("dashboard/components", ["dashboard.queries", "dashboard.tables", "dashboard.callbacks", "duckdb"]),
        (
            "dashboard/queries",
            ["dash", "plotly", "dashboard.statistics", "dashboard.figures", "dashboard.callbacks"],
        ),
        ("dashboard/tables", ["dash", "plotly", "duckdb", "dashboard.figures", "dashboard.callbacks"]),
        ("dashboard/callbacks", ["duckdb", "plotly", "dashboard.queries"]),
        ("dashboard", ["pandas", "plotly", "statsmodels"]),
    ],
)
def test_no_arrow_points_the_wrong_way(folder: str, forbidden: list[str]) -> None:
    assert list(reaching(folder, *forbidden)) == []


def test_only_the_command_line_imports_etl() -> None:
    assert {line.split(" imports ")[0] for line in reaching("dashboard", "etl")} == {"dashboard/cli.py"}


def test_statistics_import_nothing_of_ours_and_no_dash() -> None:
    for path in sources("dashboard/statistics"):
        for name in imports(path):
            first = name.split(".")[0]
            assert first not in ("dash", "plotly", "duckdb", "flask", "pandas"), f"{path.name}: {name}"
            assert first not in OURS or name.startswith("dashboard.statistics"), f"{path.name}: {name}"


def test_only_those_who_run_the_app_import_it() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources("dashboard", "etl")
        if "dashboard.app" in imports(path)
    }
    assert found == {"dashboard/cli.py", "dashboard/wsgi.py"}


def test_the_dashboard_knows_no_warehouse() -> None:
    """Nothing the serving process imports names the file that holds respondents' rows."""
    named = [path.name for path in sources("dashboard") if "warehouse" in path.read_text("utf-8")]
    assert named == []


def test_only_publications_open_a_database() -> None:
    """What writes Parquet has one of its own in memory, which reaches the file it writes and no other."""
    connecting = [path for path in sources("dashboard") if "duckdb.connect" in path.read_text("utf-8")]
    assert [path.name for path in connecting] == ["parquet.py", "publication.py"]
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
    assert list(WHAT) == list(SHOWN)
