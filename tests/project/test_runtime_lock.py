"""All packages that the dashboard imports are in its own lock, not only in that of the tests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

from tests.paths import PROJECT

RUN = """
import json, pkgutil, importlib, sys
import dashboard, pages, queries, data
for package in (dashboard, queries, data):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name not in ("dashboard.app", "data.migrations.env"):
            importlib.import_module(module.name)
import authlib.integrations.starlette_client  # what Streamlit imports at /auth/login
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_imported_is_in_the_runtime_lock() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    modules = json.loads(done.stdout.splitlines()[-1])
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)}
    providers = packages_distributions()
    missing = {
        module
        for module in modules
        if module in providers
        and not {_plain(name) for name in providers[module]} & (locked | {"clvt-dashboard", "pip"})
    }
    assert "httpx" in modules
    assert missing == set()
