"""See that there is a Chromium to test with (Playwright's own, else the system's), and nginx.

The tests take its headless shell where there is one: Chromium without windows, which does the same
in less time.

`python -m tests.servers.ensure_browser` installs what is missing. Without any Chromium it fails
where CI is true, and elsewhere says loudly that the browser tests will be skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A page of a test is left before the compilers that make what runs often quicker have paid for
# themselves. By itself a headless shell sets text wider than Chromium with a window does.
FLAGS_OF_TESTS = [*FLAGS, "--js-flags=--no-opt --no-maglev", "--font-render-hinting=none"]
FONTS = "fonts-liberation"
DOWNLOAD_SECONDS = 180


def chromium() -> str | None:
    """The path of a Chromium: Playwright's own, else the system's; None where there is none."""
    own = _of_playwright()
    return str(own) if own.exists() else _of_the_system("chromium", "google-chrome") or shell()


def shell() -> str | None:
    """The path of a headless shell: Playwright's own, else the system's; None where there is
    none."""
    installed = _of_playwright().parents[2]  # a folder for each browser and version
    own = sorted(installed.glob("chromium_headless_shell-*/*/*headless[-_]shell"))
    return str(own[-1]) if own else _of_the_system("chromium-headless-shell")


def nginx() -> str | None:
    """The path of nginx; None where it is not installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def ensure() -> bool:
    """Whether there is a Chromium, after trying to get a headless shell or else any other."""
    if not shell() and not _install("chromium-headless-shell", FONTS) and not chromium():
        _ = _download() or _install("chromium", FONTS)
    return bool(chromium())


def _of_playwright() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _of_the_system(*names: str) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _download() -> bool:
    return _runs(sys.executable, "-m", "playwright", "install", "chromium")


def _install(*packages: str) -> bool:
    """Whether the system's packages could be installed, without removing any."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    apt = ("apt-get", "-q", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=1")
    install = ("install", "-y", "--no-install-recommends", "--no-remove")
    return _runs(*apt, "update") and _runs(*apt, *install, *packages)


def _ensure_nginx() -> None:
    """Install nginx, behind which several processes are tested, where that is possible."""
    if nginx() is None:
        _install("nginx-light")


def _runs(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    _ensure_nginx()
    if not ensure():
        print("NO BROWSER: the browser tests cannot be run here. Install Chromium.")
        sys.exit(os.environ.get("CI", "").lower() in ("1", "true"))
