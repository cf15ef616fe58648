"""The settings of one layer as a `.keras` file gives them, each checked when it is asked for."""

from dataclasses import dataclass

from core.networks.layers.functions import ACTIVATIONS

ALIASES = {None: "linear", "swish": "silu"}
LARGEST_WINDOW = 64
LARGEST_COUNT = 1_000_000
LARGEST_NUMBER = 1e30


@dataclass(frozen=True)
class Settings:
    """What the file says of the layer called `name` of Keras's class `kind`.

    Every method raises ValueError naming the setting, its value and the rule; a setting that the file leaves out has
    the value that Keras gives it.
    """

    kind: str
    name: str
    values: dict

    def count(self, key, default=None, largest=LARGEST_COUNT):
        value = self.values.get(key, default)
        if not _is_count(value, largest):
            raise ValueError(f"{key} (={shortened(value)}) must be a whole number from 1 to {largest}")
        return value

    def pair(self, key, default=None):
        """Two whole numbers; one stands for both."""
        value = self.values.get(key, default)
        pair = value if isinstance(value, list) else [value, value]
        if len(pair) != 2 or not all(_is_count(number, LARGEST_WINDOW) for number in pair):
            raise ValueError(f"{key} (={shortened(value)}) must be two whole numbers from 1 to {LARGEST_WINDOW}")
        return tuple(pair)

    def number(self, key, default):
        value = self.values.get(key, default)
        if type(value) not in (int, float) or not abs(value) <= LARGEST_NUMBER:
            raise ValueError(f"{key} (={shortened(value)}) must be one number")
        return float(value)

    def switch(self, key, default):
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise ValueError(f"{key} (={shortened(value)}) must be true or false")
        return value

    def word(self, key, default=None):
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise ValueError(f"{key} (={shortened(value)}) must be a word")
        return value

    def activation(self, default=None):
        value = self.values.get("activation", default)
        if isinstance(value, dict):
            raise ValueError(f"the activation is an object of class {shortened(value.get('class_name'))}, not a name")
        word = ALIASES.get(value, value) if isinstance(value, str | None) else value
        if not isinstance(word, str) or word not in ACTIVATIONS:
            raise ValueError(f"activation {shortened(value)} is not one of {', '.join(ACTIVATIONS)}")
        return word

    def plain(self, key, *allowed):
        """A setting that we only understand as one of `allowed`, of which the first is Keras's default."""
        value = self.values.get(key, allowed[0])
        if value not in allowed:
            raise ValueError(f"{key} (={shortened(value)}) is not understood; it must be {allowed[0]!r}")


def _is_count(value, largest):
    return type(value) is int and 1 <= value <= largest


def shortened(value):
    """A stranger's value as it may stand in a sentence."""
    words = ascii(value)
    return words if len(words) <= 60 else f"{words[:60]}..."
