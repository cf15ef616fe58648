"""The workbench in sentences: what an edit changed, and how the size of a convolution's result comes about."""

from math import ceil

from core.formats import more_misread, percent
from core.networks.layers.sliding_windows import same_padding
from dashboard.text.sentences import at_moment, read

OPENINGS = {
    "in the network": "**A kernel is nine numbers or a few more. Change one, and watch the whole network answer.**",
    "free": "**A kernel is nine numbers or a few more. Change one, and watch the picture that it makes.**",
}
HOW = (
    "Type a number, step it with the arrow keys, or drag it up and down. Only this page sees your edits, until it "
    "is loaded anew. Rows and columns count from 0."
)
TRY = (
    "negate the kernel. What becomes of the map before ReLU, and after it? And how far does the accuracy fall?",
    "Before ReLU the colours change sides (all but the bias does); after it, what was cut off shows, and what "
    "showed is gone. The accuracy falls little where other filters know the same, and far where there are few: compare "
    "with the network narrow_3_6_12. The ablation board counts what each channel is worth.",
)


def called(title, look):
    """What the network is called that is `original` or `edited`."""
    network = at_moment(look.run.key, look.moment)
    return f"{network}, edited" if title == "edited" else network


def outcome(places, whole, now, before, answer):
    """What the edits at `places`, `(layer, filter, input channel)`, did to the answer and to the accuracy."""
    if not places:
        return f"Nothing is edited yet: {percent(whole.accuracy)} of {whole.count:,} test images are read."
    filters = sorted({(name, channel) for name, channel, _ in places})
    where = ", ".join(f"{name} filter {channel}" for name, channel in filters)
    share = f"**{percent(now.accuracy)}** of {now.count:,} test images are read"
    change = more_misread(whole.correct - now.correct)
    return f"Edited: {where}. The chosen image is {read(answer, before)}. {share}, {change}."


def size_along(name, size, window, stride, padding):
    """`height: (28 - 3) / 1 + 1 = 26`, with the rounding said where there is one."""
    if padding == "same":
        before, after = same_padding(size, window, stride)
        return f"{name}: {size} / {stride}, rounded up = {ceil(size / stride)} ({before} + {after} zeros added)"
    places = (size - window) // stride + 1
    rounded = ", rounded down," if (size - window) % stride else ""
    return f"{name}: ({size} \u2212 {window}) / {stride}{rounded} + 1 = {places}"


def free(shape, kernel_size, strides, padding):
    """How the size of the result is worked out."""
    lines = (
        size_along(name, *numbers, padding)
        for name, *numbers in zip(("height", "width"), shape, kernel_size, strides, strict=True)
    )
    return " \n".join(f"- {line}" for line in lines)
