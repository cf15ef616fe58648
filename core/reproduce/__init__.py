"""Every number of the five source texts beside ours: what the texts say, how we measure it, and how both compare."""

from core.reproduce.published import Measured, Published, Text
from core.reproduce.texts import NUMBERS, TEXTS

__all__ = ["NUMBERS", "TEXTS", "Measured", "Published", "Text"]
