"""The data sets we know: names of classes, files to fetch, and every array's digest; what a person's own is."""

from dataclasses import dataclass, field

from core.networks.recipe import TrainingConfig

OWN = "own data set:"

IMAGE_SHAPE = (28, 28, 1)
DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True)
class Source:
    """A data set we know: `files` to fetch, and the SHA-256 of the raw bytes of each of its arrays."""

    title: str
    class_names: tuple[str, ...]
    files: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
    training_images: int = 60_000


SOURCES: dict[str, Source] = {
    "mnist": Source(
        title="MNIST",
        class_names=DIGITS,
        files=("mnist.npz",),
        digests={
            "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
            "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
            "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
            "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        },
    ),
    "fashion_mnist": Source(
        title="Fashion-MNIST",
        class_names=CLOTHES,
        files=(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
        ),
        digests={
            "x_train": "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
            "y_train": "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
            "x_test": "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
            "y_test": "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        },
    ),
    "uci_digits": Source(title="UCI digits", class_names=DIGITS, training_images=1437),
}


def name_of_own(title: str, digest: str) -> str:
    """The name of a data set that a person brought: it says what it is called and which images it has."""
    return f"{OWN}{digest}:{title}"


def source_of(config: TrainingConfig) -> Source:
    """The Source of the images that a recipe learns from; one that a person brought is fetched from nowhere.

    Raises ValueError for a data set there is not.
    """
    if config.own is not None:
        return Source(config.own.title, config.own.class_names, training_images=config.own.training_images)
    if config.data_set not in SOURCES:
        raise ValueError(f"data set {config.data_set!r} is not one of {', '.join(SOURCES)}")
    return SOURCES[config.data_set]


def class_names_of(config: TrainingConfig) -> tuple[str, ...]:
    """The names of the classes that a recipe learns, in the order of the outputs. Raises ValueError as `source_of`."""
    names = source_of(config).class_names
    return names if config.classes is None else tuple(names[label] for label in config.classes)
