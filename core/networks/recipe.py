"""How a network is trained, as data: the data set, the optimiser, the epochs."""

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from core import checks

OPTIMIZERS = ("adam", "rmsprop", "sgd")
SCHEDULES = ("constant", "cosine", "one_cycle")
PRECISIONS = ("float32", "mixed_bfloat16")
LIBRARIES = ("keras", "scikit-learn", "elsewhere")
KINDS = ("own", "fast")
WARM_UP = 0.15  # of the steps of one cycle: so long the learning rate climbs


@dataclass(frozen=True)
class Augmentation:
    """Each training image is moved, turned, slanted and scaled at random, anew in every epoch.

    All are the largest size: `shift` and `zoom` as fractions of the picture, `rotation` in degrees, `shear` a slope.
    """

    shift: float = 0.075
    rotation: float = 12.0
    shear: float = 0.075
    zoom: float = 0.05

    def __post_init__(self) -> None:
        for name, size in asdict(self).items():
            if not (checks.is_finite(size) and size >= 0):
                raise ValueError(f"augmentation {name} (={size}) must be a number of at least 0")


@dataclass(frozen=True)
class OwnSource:
    """What a recipe says of a data set that a person brought, and still does when its images are gone.

    `class_names` are those of its classes that have images; `digest` tells its arrays from any others. Of a network
    from elsewhere it may be "": what its outputs stand for is said, but not which images it has learnt.
    """

    title: str
    digest: str
    class_names: tuple[str, ...]
    training_images: int

    @property
    def is_known(self) -> bool:
        """Whether it is known which images these are."""
        return bool(self.digest)


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides how a training run goes. Raises ValueError for values that make no sense."""

    data_set: str = "mnist"
    classes: tuple[int, ...] | None = None
    training_images: int | None = None
    validation_share: float = 0.0
    epochs: int = 10
    batch_size: int = 200
    optimizer: str = "adam"
    learning_rate: float = 0.001
    schedule: str = "constant"
    label_smoothing: float = 0.0  # of the certainty of a label, shared out among all classes
    patience: int | None = None
    augmentation: Augmentation | None = None
    seed: int = 0
    moments: int = 2
    precision: str = "float32"
    library: str = "keras"
    own: OwnSource | None = None  # what `data_set` is, where a person brought it

    def __post_init__(self) -> None:
        checks.at_least_one(epochs=self.epochs, batch_size=self.batch_size)
        checks.choice("optimizer", self.optimizer, OPTIMIZERS)
        checks.choice("schedule", self.schedule, SCHEDULES)
        checks.choice("precision", self.precision, PRECISIONS)
        checks.choice("library", self.library, LIBRARIES)
        if not (checks.is_finite(self.validation_share) and 0 <= self.validation_share < 1):
            raise ValueError(f"validation_share (={self.validation_share}) must be at least 0 and below 1")
        if not (checks.is_finite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError(f"learning_rate (={self.learning_rate}) must be above 0 and finite")
        if not (checks.is_finite(self.label_smoothing) and 0 <= self.label_smoothing < 1):
            raise ValueError(f"label_smoothing (={self.label_smoothing}) must be at least 0 and below 1")
        if not (isinstance(self.moments, int) and self.moments >= 2):
            raise ValueError(f"moments (={self.moments}) must be at least 2: the untrained and the trained network")
        if self.classes is not None and not (self.classes and _are_apart(self.classes)):
            raise ValueError(f"classes (={self.classes}) must be whole numbers of at least 0, each only once")
        if not isinstance(self.seed, int) or not 0 <= self.seed < 2**32:
            raise ValueError(f"seed (={self.seed}) must be a whole number from 0 to {2**32 - 1:,}")
        if self.training_images is not None:
            checks.at_least_one(training_images=self.training_images)
        if self.patience is not None:
            checks.at_least_one(patience=self.patience)
        if self.patience is not None and not self.validation_share:
            raise ValueError("patience needs a validation_share above 0: it watches the validation accuracy")

    @property
    def optimizer_settings(self) -> dict[str, float]:
        """What Keras's optimiser is given besides its learning rate.

        Over the few steps of one cycle Adam forgets old gradients sooner (Howard and Gugger, 2020, arXiv:2002.04688).
        """
        return {"beta_2": 0.99} if (self.optimizer, self.schedule) == ("adam", "one_cycle") else {}

    def learnt_of(self, images: int) -> int:
        """How many of so many images are learnt from, without those for validation: Keras's own formula."""
        return int(images * (1 - self.validation_share))

    def to_json(self) -> dict[str, Any]:
        """Plain values that `from_json` turns back into an equal configuration."""
        settings = asdict(self)
        if self.own is None:
            del settings["own"]
        return settings

    @classmethod
    def from_json(cls, description: dict[str, Any]) -> "TrainingConfig":
        """What `to_json` gave. Raises ValueError for a setting there is not."""
        if unknown := set(description) - {field.name for field in fields(cls)}:
            raise ValueError(f"a training configuration has no setting {sorted(unknown)[0]!r}")
        settings = dict(description)
        if settings.get("classes") is not None:
            settings["classes"] = tuple(settings["classes"])
        if settings.get("augmentation") is not None:
            settings["augmentation"] = Augmentation(**settings["augmentation"])
        if settings.get("own") is not None:
            own = settings["own"]
            settings["own"] = OwnSource(**{**own, "class_names": tuple(own["class_names"])})
        return cls(**settings)


def _are_apart(classes: tuple[int, ...]) -> bool:
    """Whether they are numbers of classes, each only once."""
    are_numbers = all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in classes)
    return are_numbers and len(set(classes)) == len(classes)


def recipe(own: TrainingConfig, kind: str = "own") -> TrainingConfig:
    """A preset's own recipe, or the fast one on the same data and seed: every image once, in small batches.

    The learning rate climbs and falls once (Smith and Topin, 2018, arXiv:1708.07120), in bfloat16 where the processor
    multiplies in it. Smoothed labels let also images that are read right go on teaching (Szegedy et al., 2015,
    arXiv:1512.00567). No image is held back: what one epoch has learnt, the test set says.
    """
    checks.choice("recipe", kind, KINDS)
    if kind == "own":
        return own
    return replace(
        own,
        validation_share=0.0,
        optimizer="adam",
        learning_rate=0.008,
        schedule="one_cycle",
        label_smoothing=0.1,
        batch_size=64,
        epochs=1,
        patience=None,
        precision=fastest_precision(),
    )


def fastest_precision() -> str:
    """ "mixed_bfloat16" where the processor has instructions for it, else "float32"."""
    try:
        processor = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "float32"
    return "mixed_bfloat16" if {"amx_bf16", "avx512_bf16"} & set(processor.split()) else "float32"
