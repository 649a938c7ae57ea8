"""See that there is a Chromium to test with (Playwright's own, else the system's), and nginx.

`python -m tests.servers.ensure_browser` installs one where there is none. Without any it fails
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
DOWNLOAD_SECONDS = 180


def chromium() -> str | None:
    """The path of a Chromium: Playwright's own, else the system's; None where there is none."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else shutil.which("chromium") or shutil.which("google-chrome")


def ensure() -> bool:
    """Whether there is a Chromium, after trying to get one."""
    return bool(chromium() or ((_download() or _from_the_system()) and chromium()))


def _download() -> bool:
    return _runs(sys.executable, "-m", "playwright", "install", "chromium")


def _from_the_system() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    return _runs("apt-get", "update", "-q") and _runs(
        "apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-liberation"
    )


def _nginx() -> None:
    """Install nginx, behind which several processes are tested, where that is possible."""
    if not shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        may_install = os.geteuid() == 0 and shutil.which("apt-get")
        if may_install and _runs("apt-get", "update", "-q"):
            _runs("apt-get", "install", "-q", "-y", "nginx-light")


def _runs(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    _nginx()
    if not ensure():
        print("NO BROWSER: the browser tests cannot be run here. Install Chromium.")
        sys.exit(os.environ.get("CI", "").lower() in ("1", "true"))
