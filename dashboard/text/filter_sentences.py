"""Filter pictures in sentences: what became of each filter, what the settings do, what to try."""

from core.formats import count, number, percent

OF_FILTER = {
    "works": "It works: from {first} at the start its mean activation climbed to {last}.",
    "rescued": (
        "Rescued: from {start} its gradient was zero; from the mean training image, with a hundredth of the gradient "
        "let through its shut ReLU, it climbed to {last}."
    ),
    "woken": (
        "It is dead: zero on every test image. And yet this picture wakes it ({last}): it looks for something that no "
        "digit has."
    ),
    "dead": "It is dead: zero on every test image, and it does not fire at the end of this climb either.",
    "stuck": (
        "Its gradient is exactly zero from {start}: the filter is silent there, and no pixel changes that by a small "
        "step. The picture would be {start} itself, so none is drawn. That does not make it dead: rescue it."
    ),
    "constant": "It fires, and no small change of any pixel makes it fire more: there is no picture to climb for.",
    "lost": "It was on its way, and does not fire at the end: it needs more steps, or larger ones.",
    "broken": "Its numbers are no numbers: the training went wrong.",
}
SHORT = {
    "begins": "has not climbed yet",
    "works": "works",
    "rescued": "rescued from the mean training image",
    "woken": "dead on every test image; this picture wakes it",
    "dead": "dead: zero on every test image",
    "stuck": "no gradient from this start",
    "constant": "fires, whatever the pixels are",
    "lost": "does not fire at the end",
    "broken": "its numbers are no numbers",
}
STARTS = {
    "noise": "noise",
    "grey noise": "grey noise",
    "mean image": "the mean training image",
    "this image": "this image",
    "own top image": "its own top image",
}
PASSPORT = "What is bright here should be ink, what is dark should be empty: compare it with the nine images above."
IN_KERAS = "A filter's picture as in the text, in Keras"
CODE_NOTE = (
    "The last line is how the picture is shown: minus its mean, over its standard deviation, times .1, plus .5, and "
    "cut off at 0 and 1. The step, 0.00392157, is 1/255: pixels run from 0 to 255 in the text and from 0 to 1 here."
)
AROUND = (
    "The text reads its model from an `.hdf5` file; today that is a `.keras` file. It switches the *learning phase* "
    "off; today that is `training=False` where a model is called. It finds layers by their names, in a "
    "dictionary: `model.get_layer(name)`. It stitches the pictures together with a margin of 2 pixels. "
    "And it hopes that its network is not over-fitted, which can be looked up:"
)
WATCH = {False: "Watch it climb", True: "Rescue it and watch"}
HOW = (
    "Every pixel is moved a little in the direction that makes the filter's mean activation grow (its *gradient*; the "
    "mean is over all cells of its map), again and again. All filters of the layer climb at once. *Smooth* takes "
    "few steps, large ones that shrink, and jitters, blurs and evens out the pictures a little; *as in the text* is "
    "Chollet's recipe, many small steps and nothing of that: pictures keep the noise they began with. Where a filter "
    "is stuck, the rescue begins with the mean training image, and a ReLU that is shut lets a hundredth of the "
    "gradient through."
)
TRY = (
    "go from the first layer to the last. How do the pictures change?",
    "The first filters want one thing everywhere: stripes of one direction, an edge, plain brightness. Later ones want "
    "crossings, hooks and bows, in one place and not in another: pieces of digits, never a whole one. Some want "
    "nothing that noise could start: they are silent on it, so their gradient is zero. From the mean training image, "
    "where something of every class is lit, they find their way.",
)
NEEDS_CONVOLUTION = (
    "{} has no convolution, so it has no filters to picture. The neurons of its first layer are pictures themselves: "
    "their weights, on the page *Kernels*. What its answers look for is on the page *Perfect digits*."
)
NOT_YET = "This is where they begin. Nobody has climbed with these settings yet."


def around(run):
    """What the text says around its pictures, and whether this network is over-fitted, as far as that is known."""
    test, learnt = run.evaluation, run.training_evaluation
    if not test or not learnt:
        return f"{AROUND} of {run.key} it is not known."
    return (
        f"{AROUND} {run.key} reads {percent(learnt.accuracy)} of the {learnt.count:,} images it learnt from and "
        f"{percent(test.accuracy)} of {test.count:,} it has never seen."
    )


def claim(name, verdicts, rescued, start):
    """What became of the filters of a layer, in a sentence."""
    total, drawn = len(verdicts), sum(one in ("works", "woken") for one in verdicts)
    from_start = drawn - int(rescued.sum())
    if drawn == total and not rescued.any():
        return f"All {total} filters of {name} drew a picture out of {STARTS[start]}: what makes them fire most."
    sentence = f"{from_start} of the {total} filters of {name} drew a picture out of {STARTS[start]}"
    if rescued.any():
        return f"{sentence}, {int(rescued.sum())} more out of the mean training image: what makes them fire most."
    return f"{sentence}: what makes them fire most. The others need another start."


def summary(verdicts, rescued):
    """How many of each verdict, and how they are marked."""
    marks = {
        "stuck": "with a gradient of exactly zero from this start (slanted lines)",
        "dead": "dead, zero on every test image (crossed lines)",
        "woken": "dead on every test image, woken by a picture of no digit (framed too)",
        "constant": "without a gradient, although firing (slanted lines)",
        "lost": "silent at the end (slanted lines)",
        "broken": "without numbers (blank)",
    }
    works = sum(one == "works" for one in verdicts) - int((rescued & (verdicts == "works")).sum())
    parts = [f"{works} of {count(len(verdicts), 'filter')} {'works' if works == 1 else 'work'} from this start"]
    if saved := int((rescued & (verdicts == "works")).sum()):
        parts.append(f"{saved} rescued from the mean training image (framed)")
    parts += [f"{n} {words}" for kind, words in marks.items() if (n := int((verdicts == kind).sum()))]
    return "; ".join(parts) + "."


def of_filter(verdict, is_rescued, curve, start):
    """What became of one filter."""
    kind = "rescued" if is_rescued and verdict == "works" else verdict
    return OF_FILTER[kind].format(first=number(curve[0]), last=number(curve[-1]), start=STARTS[start])


def film(channel, iterates):
    """What the film shows."""
    first, last = number(iterates[0].scores[0]), number(iterates[-1].scores[0])
    return f"Filter {channel}: its mean activation goes from {first} to {last} in {iterates[-1].step} steps."


def contrast(contrast):
    """How a picture's numbers become greys."""
    return f"each picture: its mean is grey, {0.5 / contrast:.2g} standard deviations from it are black and white"


def rescue(count):
    return f"Rescue the {count} that {'is' if count == 1 else 'are'} stuck"


def several(channel, scores):
    """What the different pictures of one filter show."""
    low, high = number(min(scores)), number(max(scores))
    fire = sum(score > 0 for score in scores)
    if fire < len(scores):
        return f"From {fire} of {len(scores)} starts filter {channel} was made to fire."
    return (
        f"Six starts, pushed away from each other while they climb, make filter {channel} fire ({low} to {high}). "
        "What they have in common is what it looks for; what differs does not matter to it."
    )
