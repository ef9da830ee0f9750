"""A store on SQLite and on a real PostgreSQL, for every test that asks for one."""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dashboard.store.store import Store
from tests.store.assessing import AssessedWorld, Wall, published


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    assert named or found, "Install PostgreSQL (Debian: apt-get install postgresql), or run make test."
    return Path(named).parent if named else found[-1].parent


def _user() -> list[str]:
    """PostgreSQL refuses root."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of its own: the address of its socket, for as long as the tests run."""
    bin_, user = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, "postgres", "postgres")
    owner = "postgres" if user else getpass.getuser()
    data, control = folder / "data", [*user, str(bin_ / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    initdb = [*user, str(bin_ / "initdb"), "-D", str(data), "-A", "trust", "-U", owner, "--no-sync"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, timeout=120)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    log = ["-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run([*control, *log], check=True, stdout=subprocess.DEVNULL, timeout=60)
    yield f"postgresql://{owner}@/postgres?host={folder}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, timeout=60)
    shutil.rmtree(folder)


def _empty(url: str) -> str:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    return _empty(request.getfixturevalue("postgres"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    found = Store(url)
    yield found
    found.close()


@pytest.fixture
def again(url: str) -> Iterator[Store]:
    """The same store as another process finds it."""
    found = Store(url)
    yield found
    found.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> AssessedWorld:
    """A service that assesses itself, for all tests of a module."""
    return published(tmp_path_factory.mktemp("world"))


@pytest.fixture
def wall(world: AssessedWorld, url: str) -> Iterator[Wall]:
    """A server over it, with an empty store."""
    found = Wall(world, url)
    yield found
    found.close()
