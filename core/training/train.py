"""Train a network and write the run, from its first step or from where it was stopped."""

import gc
import platform
import shutil
import signal
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from core import datasets, runs
from core.datasets import own_source
from core.datasets.catalogue import class_names_of
from core.datasets.loading import DataSet
from core.datasets.own_data_set import OwnDataSet
from core.evaluation.accuracy import Evaluation, evaluate, from_probabilities, judged
from core.formats import count, listed
from core.inspection import channel_maxima
from core.keras_io import bare_keras
from core.networks.architecture import Architecture
from core.networks.network import Network
from core.networks.recipe import TrainingConfig
from core.runs import learnt_images, process, writer
from core.runs.learnt_images import OwnImages
from core.runs.run import Run
from core.training import compatibility, control
from core.training.loop import Labelled, TrainingError, TrainingLoop
from core.workers import freed_memory

# What a training can fail with; anything else is a mistake of ours.
FAILURES = (ValueError, OSError, MemoryError, datasets.DataSetError, runs.RunError, TrainingError)


def train(architecture: Architecture, config: TrainingConfig, out: Path) -> Run:
    """Train `architecture` as `config` says, write the run into the folder `out`, and return it as a `Run`.

    With patience the run ends when validation accuracy has stood still so many epochs, and keeps its best epoch.
    Raises what `prepare` and `carry_on` raise.
    """
    prepare(architecture, config, out)
    return carry_on(out)


def prepare(
    architecture: Architecture,
    config: TrainingConfig,
    out: Path,
    owner: str = "",
    in_line: bool = False,
    brought: OwnDataSet | None = None,
    keep: bool = False,
) -> None:
    """Make the folder of a run that has not begun: its status is "waiting". Imports no keras.

    `owner` is who trains it, or "" for the person at the machine. This process answers for it, or, where it is
    `in_line`, nobody yet. Where the recipe is to learn images that a person brought, `brought` has them; they go into
    the folder, and stay there in the end if the person at the machine wants to `keep` them.

    Raises FileExistsError where there is such a folder, ValueError where architecture and configuration do not fit,
    OSError where the folder cannot be written.
    """
    out = Path(out)
    compatibility.check(architecture, config)
    if config.own:
        _check_brought(config, brought)
    try:
        out.mkdir(parents=True)
    except FileExistsError:
        raise FileExistsError(f"{out} is there already; choose another folder") from None
    description = {
        "architecture": architecture.to_json(),
        "training": config.to_json(),
        "class_names": list(datasets.class_names_of(config)),
        "queued": now(),
        **({"owner": owner} if owner else {}),
        **({"keeps_images": True} if keep and config.own and not owner else {}),
    }
    try:
        if config.own and brought:
            learnt_images.write(out, brought)
        if not in_line:
            process.claim(out)
        writer.write_description(out, {**description, "status": "waiting"})
    except OSError:
        shutil.rmtree(out, ignore_errors=True)  # else its name would stay taken
        raise


def _check_brought(config: TrainingConfig, brought: OwnDataSet | None) -> None:
    assert config.own
    if brought is None or brought.digest != config.own.digest:
        raise ValueError(f"the images of {config.own.title!r} are not here: bring the data set again")
    own_source.check_enough(config, brought)


def carry_on_alone(out: Path) -> Run:
    """As `carry_on`, in a process that does nothing else meanwhile: Ctrl-C and a polite kill stop the training.

    Keras is loaded for it alone, and numpy has one core: with more it waits for itself longer than it works.
    """
    out = Path(out)
    _stop_when_asked(out)
    threadpool_limits(1, user_api="blas")
    freed_memory.keep(largest=32, at_most=64, arenas=1)
    if runs.load(out).config.library != "scikit-learn":
        gc.disable()  # what is imported stays: to look for garbage in it takes a fifth of the time
        with suppress(ImportError), bare_keras.alone():  # without Keras the run fails below, and says so
            from core.keras_io import live_models  # noqa: F401
        gc.enable()
    return carry_on(out)


def carry_on(out: Path) -> Run:
    """Train the run in the folder `out` from where it is to its end, or until it is stopped; returns the `Run`.

    scikit-learn keeps nothing to go on from: it begins anew.

    Raises TrainingError, DataSetError, ValueError or OSError; the run's status is then "failed", and it says why.
    """
    out = Path(out)
    run = runs.load(out)
    if run.status == "finished":
        raise TrainingError(f"{out.name} has finished; there is nothing left to train")
    process.claim(out)
    if run.status == "stopped":  # the command that stopped it still lies there
        control.write(out, control.TRAIN)
    try:
        _carry_on(run, out)
    except BaseException as error:
        with suppress(OSError):
            _forget_a_visitors_images(run, out)
            writer.describe(out, status="failed", failure=reason(error))
        raise
    return runs.load(out)


def reason(error: BaseException) -> str:
    """Why something failed, as words for a person."""
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return f"a file could not be written or read: {error.strerror.lower()}"
    return str(error) or type(error).__name__


def _carry_on(run: Run, out: Path) -> None:
    config = run.config
    data = learnt_images.load(run)
    learnt, validation = _split(data, run.architecture, config)
    writer.describe(out, ("final_step", "failure", "before"), status="running", **_circumstances(data, config))
    if config.library == "scikit-learn":
        from core.training.sklearn_learner import fit

        images = data.train.images[: config.training_images], data.train.labels[: config.training_images]
        writer.return_to(out, run, 0)
        status, final_step, seconds, network = fit(run.architecture, config, images, out)
    else:
        status, final_step, seconds, network = TrainingLoop(run, learnt, validation, out).run()
    writer.write_checkpoint(out, final_step, network)
    _test(network, data, _evaluate_learnt(network, learnt, config), final_step, out)
    _forget_a_visitors_images(run, out)
    writer.describe(out, status=status, final_step=final_step, seconds=round(seconds, 1))
    if status == "finished":
        writer.forget_the_way(out)
        if not run.keeps_images:
            learnt_images.forget(out)


def _forget_a_visitors_images(run: Run, out: Path) -> None:
    """Before the run says that it has ended: who resumes it brings them anew, and those stay."""
    if run.owner:
        learnt_images.forget(out)


def evaluate_again(out: Path) -> Run:
    """Evaluate the trained network of the run in the folder `out` as at the end of its training; returns the `Run`.

    Raises DataSetError or OSError, and TrainingError for a run without a trained network.
    """
    run = runs.load(Path(out))
    if run.final_step is None:
        raise TrainingError(f"{run.key} has no trained network yet: its status is {run.status}")
    data = learnt_images.load(run)
    learnt, _ = _split(data, run.architecture, run.config)
    on_test = evaluate(run.network, data.test.images, data.test.labels)
    writer.write_evaluation(run.path, test=on_test, train=_evaluate_learnt(run.network, learnt, run.config))
    return runs.load(Path(out))


def _test(network: Network, data: DataSet | OwnImages, on_learnt: Evaluation, step: int, out: Path) -> None:
    """Write what the trained network makes of the test set, and how well it reads what it learnt from."""
    probabilities, maxima = channel_maxima.predict_with_maxima(network, data.test.images)
    on_test, answers = judged(probabilities, data.test.labels)
    writer.write_evaluation(out, test=on_test, train=on_learnt)
    writer.write_answers(out, answers)
    writer.write_channel_maxima(out, {step: maxima})


def _evaluate_learnt(network: Network, learnt: Labelled, config: TrainingConfig) -> Evaluation:
    """Of all images that were learnt from, by Keras where that is loaded: it reads so many in less time than we do."""
    if config.library == "scikit-learn":
        return evaluate(network, *learnt)
    from core.training.keras_learner import predict

    images, labels = learnt
    return from_probabilities(predict(network, images), labels)


def _split(
    data: DataSet | OwnImages, architecture: Architecture, config: TrainingConfig
) -> tuple[Labelled, Labelled | None]:
    """`(images, labels)` to learn from and, or None, to validate with: the last share in file order, as Keras does.

    scikit-learn chooses those to validate with by itself, at random.
    """
    images, labels = data.train.images[: config.training_images], data.train.labels[: config.training_images]
    if config.library == "scikit-learn":
        from core.training.sklearn_learner import learnt_from

        chosen = learnt_from(architecture, config, labels)
        if missing := [name for label, name in enumerate(class_names_of(config)) if label not in labels[chosen]]:
            few = count(len(chosen), "image")
            raise ValueError(f"of the {few} to learn from none shows {listed(missing)}: learn from more of them")
        return (images[chosen], labels[chosen]), None
    kept = config.learnt_of(len(labels))
    if config.patience is not None and kept == len(labels):
        raise ValueError(f"validation_share (={config.validation_share}) of {kept} images leaves none for patience")
    validation = (images[kept:], labels[kept:]) if kept < len(labels) else None
    return (images[:kept], labels[:kept]), validation


def _circumstances(data: DataSet | OwnImages, config: TrainingConfig) -> dict[str, Any]:
    """With what the run is made: data, time and the versions of the libraries."""
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    if config.library == "scikit-learn":
        import sklearn

        versions |= {"scikit-learn": sklearn.__version__}
    else:
        from core.keras_io import live_models  # noqa: F401  (it quiets TensorFlow's log first)

        import keras  # isort: skip
        import tensorflow  # isort: skip

        versions |= {"keras": keras.__version__, "tensorflow": tensorflow.__version__}
    return {"data_digest": data.digest, "started": now(), "versions": versions}


def now() -> str:
    """The time in UTC, to the microsecond: runs made in the same second still have an order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _stop_when_asked(out: Path) -> None:
    """Let Ctrl-C and a polite kill end the training as the command to stop would: it keeps what it learnt."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: control.write(out, control.STOP))
