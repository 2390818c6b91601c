"""Where the files that ship with Viva lie: inside the package in a wheel, beside it in a checkout."""

from pathlib import Path
from typing import Literal

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]


def data(name: Literal["prompts", "questions", "web"]) -> Path:
    """The folder of that name; "web" is the built page. It may not exist: an unbuilt checkout has no page."""
    inside = HERE / "_data" / name
    if inside.is_dir():
        return inside
    return CHECKOUT / ("web/dist" if name == "web" else name)
