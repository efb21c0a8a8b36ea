"""Put into the wheel what a checkout keeps beside the packages."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = {
    "migrations": "coordinator/_migrations",
    "frontend/dist": "coordinator/frontend/dist",
    "frontend/src/text": "coordinator/frontend/src/text",
}


class FilesBeside(BuildHookInterface[Any]):
    """Add the files beside the packages, except to an editable install, which reads the checkout's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name them to the builder; it fails when one is missing, as a wheel without them would."""
        if version == "standard":
            build_data["force_include"].update(BESIDE)
