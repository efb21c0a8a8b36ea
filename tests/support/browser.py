"""The Chromium of this machine, for the tests that drive one."""

import os
import shutil
from pathlib import Path

USUAL = Path("/usr/bin/chromium")


def chromium() -> Path:
    """Return the browser's program; fail rather than skip when there is none."""
    named = os.environ.get("CHROMIUM")
    path = Path(named) if named else USUAL
    if shutil.which(path) is None:
        message = f"the browser story needs Chromium, and {path} is none: apt-get install chromium, or set CHROMIUM"
        raise FileNotFoundError(message)
    return path


def launch_arguments() -> list[str]:
    """Return what Chromium needs on a machine without a screen; as root it refuses its own sandbox."""
    arguments = ["--disable-dev-shm-usage", "--font-render-hinting=none"]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments
