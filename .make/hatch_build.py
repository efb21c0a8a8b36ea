"""Build the front end for whoever installs from source; put into the wheel what a checkout keeps beside packages."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = {
    "migrations": "coordinator/_migrations",
    "frontend/dist": "coordinator/frontend/dist",
    "frontend/src/text": "coordinator/frontend/src/text",
}


class FilesBeside(BuildHookInterface[Any]):
    """Make what a package has and a checkout has not; an editable install reads the checkout's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end unless its stamp says that it is built; a source archive carries it, stamp and all.

        The wheel's builder fails when one of the files is missing, as a wheel without them would.
        """
        if version != "standard":
            return
        command = [sys.executable, str(Path(self.root, ".make", "frontend.py")), "build"]
        if subprocess.run(command, check=False).returncode != 0:
            raise RuntimeError("The front end could not be built; the lines above say why.")
        if self.target_name == "wheel":
            build_data["force_include"].update(BESIDE)
