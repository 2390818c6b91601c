"""Every knob, read once: command line over environment over `viva.toml` over the defaults.

knobs: what there is to set, and its defaults; reading: where it was said, and what is wrong with it, in words.
"""

from viva.settings.knobs import BASIC, Job, Limits, ModelSettings, Settings
from viva.settings.reading import load

__all__ = ["BASIC", "Job", "Limits", "ModelSettings", "Settings", "load"]
