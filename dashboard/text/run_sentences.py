"""The sentences that compare runs, each with the runs' own numbers."""

from collections import defaultdict

from core.datasets.catalogue import source_of
from core.evaluation.robustness import CHANGES
from core.formats import count, listed, number, percent
from core.networks.layers import Dropout, Flatten
from core.runs.run import UPLOADED
from core.training.time_estimate import training_images

LEARNING_CURVES = {
    "accuracy": (
        "Dotted is the accuracy on the images that are learnt from, thick on validation images that are not. Where the "
        "thick line stops rising while the dotted one goes on, the network begins to learn its images by heart: "
        "*overfitting*."
    ),
    "loss": (
        "Dotted is the loss on the images that are learnt from, thick on validation images that are not. Where the "
        "thick line stops falling or rises again while the dotted one goes on, the network begins to learn its images "
        "by heart: *overfitting*."
    ),
}
BELOW = {"accuracy": "lie below", "loss": "lie above"}
SAME_IMAGE = (
    "The same pixels, and two ways to read them. A dense layer gets the pixels as a list and has a weight for every "
    "place; a convolution visits every place with the same few weights."
)
BY_SIZE = (
    "Further right is larger, higher is better; bars are 95 % intervals, or the spread over seeds where one design was "
    "trained with several. A point without a name says it when it is touched. More parameters help, but what they are "
    "spent on helps more. "
    "`python -m core.experiments --widths 4 8 16 32` adds a grid of networks to this chart."
)


def verdict(compared):
    """Who makes how many mistakes."""
    if len(compared) == 1:
        found = compared[0].evaluation
        return f"{compared[0].key} misreads {found.count - found.correct:,} of {found.count:,} test images."
    best, *_, worst = sorted(compared, key=lambda run: -run.evaluation.accuracy)
    ours, theirs = best.evaluation, worst.evaluation
    if best.test_set != worst.test_set or ours.correct == theirs.correct:
        return f"{listed([run.key for run in compared])} side by side."
    budgets = [best.architecture.parameters, worst.architecture.parameters]
    same = "With as many parameters, " if max(budgets) <= 1.05 * min(budgets) else ""
    wrong, more = ours.count - ours.correct, theirs.count - theirs.correct
    return f"{same}{best.key} makes {count(wrong, 'mistake')} where {worst.key} makes {more:,}."


def fairness(compared):
    """Whether the comparison is fair, and what fair means."""
    if len(compared) == 1:
        return "Choose a second run to compare with. Small figures: where the true accuracy lies, 95 % sure."
    if uploaded := [run.key for run in compared if run.status == UPLOADED]:
        return (
            f"What {listed(uploaded)} learnt from is not known: the comparison is fair only if it was the same. Small "
            "figures: where the true accuracy lies, 95 % sure."
        )
    small, *_, large = sorted(compared, key=lambda run: run.architecture.parameters)
    less, more = small.architecture.parameters, large.architecture.parameters
    if more <= 1.05 * less and len(set(map(_learnt_from, compared))) > 1:
        return (
            f"The same *budget*, about {more:,} parameters, but not the same images to learn from: this is not "
            "yet a fair comparison. Small figures: where the true accuracy lies, 95 % sure."
        )
    if more <= 1.05 * less:
        return (
            f"**Why this is fair:** the same images and the same *budget*, {less:,} and {more:,} parameters; with "
            "more, either could be made better. Small figures: where the true accuracy lies, 95 % sure."
        )
    return (
        f"**Not the same budget:** {large.key} has {number(more / less)} times as many parameters as {small.key}. "
        "Small figures: where the true accuracy lies, 95 % sure."
    )


def _learnt_from(run):
    """What tells the images that runs learnt from apart: with patience scikit-learn holds others back than Keras."""
    config = run.config
    at_random = config.library == "scikit-learn" and config.patience is not None
    images = config.own.digest if config.own else (config.data_set, config.classes)
    return images, training_images(config), config.seed if at_random else None


def other_test_set(compared, together):
    others = [f"{run.key} ({_test_set(run)})" for run in compared if run not in together]
    are = "was" if len(others) == 1 else "were"
    return (
        f"{listed(others)} {are} tested on other images than {compared[0].key} ({_test_set(compared[0])}): the "
        "accuracies do not compare, and views that go class by class or image by image leave "
        f"{'it' if len(others) == 1 else 'them'} out."
    )


def _test_set(run):
    is_part = run.config.classes or run.config.own
    return source_of(run.config).title + (f", {len(run.class_names)} classes" if is_part else "")


def seeds(several):
    """How far chance moves a training: `several` holds, for each network, its runs from several seeds."""
    said = [f"{same[0].key} from {count(len(same), 'seed')} {_over_seeds(same)}" for same in several]
    return f"Thin lines are the same trainings from other seeds: so much is chance. {'; '.join(said)}."


def _over_seeds(same):
    """Of runs that differ by chance alone: what they had learnt in the first epoch, and their test."""
    first = [next(row["accuracy"] for row in run.history if row["kind"] == "epoch") for run in same]
    tested = [run.evaluation.accuracy for run in same]
    return (
        f"reads {percent(min(first))} to {percent(max(first))} of the images of its first epoch while it learns from "
        f"them, and at the end {percent(min(tested))} to {percent(max(tested))} of the test images"
    )


def early_stopping(run, epoch):
    """Why a run kept an epoch that was not its last."""
    last = max(row["epoch"] for row in run.history)
    kept = f"**Early stopping:** {run.key} kept epoch {epoch:g} (dashed), where its validation accuracy was best"
    if last >= run.config.epochs:
        return f"{kept}; its {run.config.epochs} epochs ran out before it gave up."
    return (
        f"{kept}, and gave up at {last:g}, after {last - epoch:g} epochs without a better one. The training loss goes "
        "on falling: it would never say stop."
    )


def why_below(compared, quantity):
    """Why the dotted line can lie on the worse side of the thick one, with the runs that each reason is true of."""
    watched = [run for run in compared if {quantity, f"validation_{quantity}"} <= _noted(run)]
    if not watched:
        return ""
    dropping = [run.key for run in watched if any(isinstance(layer, Dropout) for layer in run.architecture.layers)]
    changing = [run.key for run in watched if run.config.augmentation]
    reasons = [
        "it is a mean over an epoch in which the network still learns",
        *([f"dropout hinders {listed(dropping)} while learning"] if dropping else []),
        *([f"{listed(changing)} learnt from images that were moved and turned"] if changing else []),
    ]
    return f"Training can {BELOW[quantity]} validation: {listed(reasons)}."


def not_noted(compared, quantity):
    """Which runs lack one of the two lines, or both, and why where that is known."""
    lacking = defaultdict(list)
    for run in compared:
        if what := _lacks(run, quantity):
            lacking[what].append(run.key)
    return [f"{listed(keys)} noted {what}." for what, keys in lacking.items()]


def _lacks(run, quantity):
    learnt, validated = (key in _noted(run) for key in (quantity, f"validation_{quantity}"))
    if not learnt:
        return f"no {quantity} on training images" if validated else f"no {quantity} while learning"
    if validated:
        return ""
    return f"no validation {quantity}" + (
        "" if run.config.validation_share else ", for no images were held back to validate with"
    )


def _noted(run):
    """The quantities of a run's epochs."""
    return {key for row in run.history if row["kind"] == "epoch" for key in row}


def hardest(worst):
    """`worst` maps a run to the class it reads worst, or None where it misreads nothing."""
    said = [f"{name} for {key}" for key, name in worst.items() if name is not None]
    perfect = [key for key, name in worst.items() if name is None]
    reads = f"{listed(perfect)} {'misreads' if len(perfect) == 1 else 'misread'} nothing." if perfect else ""
    return " ".join(filter(None, (f"Hardest to read: {listed(said)}." if said else "", reads)))


def misread(key, class_names, cell, images):
    """`lesson_cnn: 4 read as 9 (12 images)`, the label of a cell of the confusion matrix."""
    true, answered = (class_names[index] for index in cell)
    return f"{key}: {true} read as {answered} ({count(int(images), 'image')})"


def no_images(run):
    if (own := run.config.own) and not own.is_known:
        return f"Which images {run.key} has learnt is not known here."
    if own:
        return f"The images of {own.title}, which somebody brought, are not here: bring them again on *Your images*."
    return f"The images are not on this machine yet: choose {source_of(run.config).title} under *Images*."


def pair(first, second, found):
    """Who is right where, and how sure the difference is."""
    difference, half = found.difference
    better = first if difference >= 0 else second
    points = f"{100 * abs(difference):.2f} percentage points, give or take {100 * half:.2f},"
    if difference == 0:
        sure = "neither is better"
    elif found.p_value < 0.05:
        sure = f"{better} is better by {points} and that is hardly an accident"
    else:
        sure = f"the difference of {points} may be an accident"
    return (
        f"Both read {len(found.both):,} images right, only {first} {len(found.only_first):,}, only {second} "
        f"{len(found.only_second):,}, neither {len(found.neither):,}. Both saw the same images, so {sure}."
    )


def moved(measured, compared):
    """The lesson of the moved digit; `measured` holds a run's key and its `Robustness`."""
    two = [f"{key} reads {percent(found.at_distance(2))}" for key, found in measured.items()]
    four = [percent(found.at_distance(4)) for found in measured.values()]
    folds = any(map(_folds_and_flattens, [run.architecture for run in compared]))
    why = " Even a CNN falls, because its Flatten gives every place weights of its own." if folds else ""
    return f"Moved by 2 pixels: {listed(two)}; by 4 pixels, {listed(four)}.{why}"


def _folds_and_flattens(architecture):
    return bool(architecture.convolutions) and any(isinstance(layer, Flatten) for layer in architecture.layers)


WHY_IT_FALLS = (
    "An MLP has a weight for every place, so a stroke somewhere else meets other weights. A CNN's kernels find a "
    "stroke wherever it is, and each pool forgives a pixel or two, so it falls later. **But it falls too:** behind its "
    "kernels comes *Flatten*, and from there on every place has a weight of its own again. MNIST's digits are all "
    "centred; the real world's are not."
)


def what_was_learnt(augmented, plain):
    """What training on moved and turned digits helps against and what not, from two `Robustness`."""
    noise = CHANGES["noise"].strengths.index(0.4)
    ours, theirs = (found.changed["noise"][noise] / found.count for found in (augmented, plain))
    return (
        "**What a network has seen it can read.** `four_conv` learnt from digits moved and turned at random: moved by "
        f"4 pixels it still reads {percent(augmented.at_distance(4))}. It never saw noise, and at a standard deviation "
        f"of 0.4 it reads {percent(ours)} where `lesson_cnn` reads {percent(theirs)}."
    )
