"""Everything people see and wrote in one file, and back: publications, what was withdrawn, the store.

Answers as they were given are not in it: they are kept by whoever loads, under their own rules.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from dashboard.store.dump import HasRows, dump, fill, has_rows
from dashboard.store.engine import open_engine
from dashboard.store.store import Store
from dashboard.store.upgrade import MadeByNewerRelease
from dashboard.store.withdrawing import without_withdrawn
from publication.atomic import PRIVATE, READABLE, replace_file
from publication.faults import Refused
from publication.file import POINTER
from publication.withdrawn import WITHDRAWN, withdrawn_stories

_STORE = "store.json"
# A publication is never written to again.
_FROZEN = 0o444
_FOLDERS = ("publications", "withdrawn")


def _files(var: Path) -> Iterator[Path]:
    """Yield what is kept, pointers first: what is looked for after a pointer was read holds what it names."""
    yield from sorted((var / _FOLDERS[0]).glob(f"*/{POINTER}"))
    for folder in _FOLDERS:
        found = (path for path in sorted((var / folder).rglob("*")) if path.is_file())
        yield from (path for path in found if path.suffix in ("", ".duckdb") and path.name != POINTER)


def back_up(var: Path, store_url: str, target: Path) -> int:
    """Write everything into one file; return how many publications are in it. Raises Refused."""
    if target.exists():
        raise Refused("backup_there", file=str(target))
    store = Store(store_url)
    aside = target.with_name(f"{target.name}.new")
    try:
        aside.touch(PRIVATE)
        with ZipFile(aside, "w", ZIP_DEFLATED) as archive:
            for path in _files(var):
                archive.write(path, path.relative_to(var).as_posix())
            kept_rows = without_withdrawn(dump(store.engine), withdrawn_stories(var))
            archive.writestr(_STORE, json.dumps(kept_rows, ensure_ascii=False))
            kept = archive.namelist()
        aside.replace(target)
    finally:
        store.close()
        aside.unlink(missing_ok=True)
    return _publications(kept)


def restore(source: Path, var: Path, store_url: str) -> int:
    """Put everything of a file where nothing is yet; return how many publications there are. Raises Refused.

    What was withdrawn since the file was written stays withdrawn: lists that lie there are added to.
    """
    try:
        with ZipFile(source) as archive:
            names = [name for name in archive.namelist() if name != _STORE]
            if archive.testzip() or _STORE not in archive.namelist() or not all(map(_is_ours, names)):
                raise Refused("no_backup", file=str(source))
            if [*(var / "publications").glob(f"*/{POINTER}")]:
                raise Refused("restore_over", folder=str(var))
            _refuse_rows(store_url, var)
            dumped = json.loads(archive.read(_STORE))
            pointers = [name for name in names if PurePosixPath(name).name == POINTER]
            # Pointers last: until then nothing is shown, and whatever fails before can be tried again.
            _put_all(archive, var, [name for name in names if name not in pointers])
            _fill_store(store_url, without_withdrawn(dumped, withdrawn_stories(var)))
            _put_all(archive, var, pointers)
    except (BadZipFile, json.JSONDecodeError):
        raise Refused("no_backup", file=str(source)) from None
    return _publications(names)


def _publications(names: Iterable[str]) -> int:
    return sum(name.endswith(".duckdb") for name in names)


def _is_ours(name: str) -> bool:
    """Say whether a file of an archive goes where publications and lists lie, and nowhere else."""
    path = PurePosixPath(name)
    return path.parts[0] in _FOLDERS and ".." not in path.parts and 2 <= len(path.parts) <= 3


def _put_all(archive: ZipFile, var: Path, names: Iterable[str]) -> None:
    for name in names:
        _put(var / name, archive.read(name))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_list = WITHDRAWN in path.parts or path.parent.name == "withdrawn"
    if is_list and path.is_file():
        content = path.read_bytes().rstrip(b"\n") + b"\n" + content
    replace_file(path, content, _FROZEN if path.suffix == ".duckdb" else READABLE)


def _refuse_rows(url: str, var: Path) -> None:
    """Raise Refused where the store holds what people wrote already."""
    var.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            if has_rows(connection):
                raise Refused("store_has_rows")
    finally:
        engine.dispose()


def _fill_store(url: str, dumped: Mapping[str, Any]) -> None:
    engine = open_engine(url)
    try:
        fill(engine, dumped)
    except MadeByNewerRelease as error:
        raise Refused("backup_newer", revision=str(error)) from error
    except HasRows as error:
        raise Refused("store_has_rows") from error
    except (LookupError, TypeError, ValueError) as error:
        raise Refused("no_backup", file=_STORE) from error
    finally:
        engine.dispose()
