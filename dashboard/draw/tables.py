"""Tables of figures as HTML, so that numbers line up and can be read from the back row. No streamlit."""

from dataclasses import astuple
from html import escape

from core import formats
from core.evaluation.comparison import wilson_interval

UNKNOWN = "<small>not known</small>"
STATISTICS = ("minimum", "maximum", "mean", "standard deviation", "size", "zeros", "NaNs", "infinities")


def model_summary(architecture, chosen):
    """Every layer with its arithmetic; pointing at a row explains the layer, and `chosen` is marked."""
    rows = architecture.summary()
    head = _row(
        "th",
        ("#", ""),
        ("layer", "words"),
        ("output shape", ""),
        ("parameters", ""),
        ("weights", ""),
        ("biases", ""),
        ("trainable", ""),
        ("sees<br>pixels", ""),
        ("multiply-adds", ""),
        ("memory", ""),
    )
    body = "".join(_layer(architecture, row, row.name == chosen) for row in rows)
    foot = _row(
        "td",
        ("", ""),
        ("all layers", "words"),
        ("", ""),
        (f"{sum(row.parameters for row in rows):,}", ""),
        (f"{sum(row.weights for row in rows):,}", ""),
        (f"{sum(row.biases for row in rows):,}", ""),
        ("", ""),
        ("", ""),
        (f"{sum(row.multiply_adds for row in rows):,}", ""),
        (kilobytes(sum(row.memory for row in rows)), ""),
    )
    return _wide(_table(head, body, foot), "Every layer: its shape, parameters and work")


def _layer(architecture, row, chosen):
    is_plain = row.name not in dict(architecture.inbound)
    read = ",<br>".join(map(escape, row.inbound))  # a name a line: the numbers keep their room
    reads = "" if is_plain else f"<br><small>reads {read}</small>"
    cells = _cells(
        "td",
        (row.index, ""),
        (f"{escape(row.name)}<br><small>{row.kind}</small>{reads}", "words"),
        (formats.shape(row.output_shape), ""),
        (arithmetic(row) if row.parameters else "<small>none</small>", ""),
        (f"{row.weights:,}", ""),
        (f"{row.biases:,}", ""),
        ("yes" if row.trainable else f"<small>{'frozen' if row.parameters else 'nothing to train'}</small>", ""),
        (formats.shape(row.receptive_field), ""),
        (f"{row.multiply_adds:,}", ""),
        (kilobytes(row.memory), ""),
    )
    style = " class='chosen'" if chosen else ""
    return f"<tr{style} title='{escape(architecture.sentence(row.name))}'>{cells}</tr>"


def arithmetic(row):
    """`3 x 3 x 1 x 32 + 32<br>= 320`, the sum on a line of its own."""
    products, total = row.arithmetic.split(" = ")
    return f"<small>{products} =</small><br>{int(total):,}"


def statistics(rows):
    """`rows` maps a tensor's name and shape to its `TensorStatistics`."""
    head = _row("th", ("tensor", "words"), *((name, "") for name in STATISTICS))
    body = "".join(
        _row(
            "td",
            (f"{escape(name)}<br><small>{formats.shape(shape)}</small>", "words"),
            *((f"{value:,}" if isinstance(value, int) else formats.number(value), "") for value in astuple(found)),
        )
        for (name, shape), found in rows.items()
    )
    return _wide(
        f"<table class='figures'><thead>{head}</thead><tbody>{body}</tbody></table>", "Statistics of the weights"
    )


def comparison(rows):
    """Runs side by side; a row is a dictionary with a `Run`, its colour, size on disk and speed (or None)."""
    head = _row(
        "th",
        ("run", "words"),
        ("test accuracy", ""),
        ("mistakes", ""),
        ("on images<br>learnt from", ""),
        ("parameters", ""),
        ("weights<br>on disk", ""),
        ("multiply-adds<br>an image", ""),
        ("seconds of<br>training", ""),
        ("seconds for<br>1,000 answers", ""),
    )
    body = "".join(f"<tr>{_compared(**row)}</tr>" for row in rows)
    return _wide(_table(head, body, style="compared"), "The runs compared")


def _compared(run, color, size, speed):
    found, learnt = run.evaluation, run.training_evaluation
    low, high = wilson_interval(found.correct, found.count)
    swatch = f"<span class='swatch' style='background:{color}'></span>"
    return _cells(
        "td",
        (f"{swatch}{escape(run.key)}", "words"),
        (f"<b>{formats.percent(found.accuracy, 2)}</b><br><small>{100 * low:.2f} to {100 * high:.2f} %</small>", ""),
        (f"{found.count - found.correct:,}<br><small>of {found.count:,}</small>", ""),
        (f"{formats.percent(learnt.accuracy, 2)}<br><small>of {learnt.count:,}</small>" if learnt else UNKNOWN, ""),
        (f"{run.architecture.parameters:,}", ""),
        (f"{size / 1024:,.0f} KB", ""),
        (f"{run.architecture.multiply_adds:,}", ""),
        (UNKNOWN if run.seconds is None else f"{run.seconds:,.1f}", ""),
        (f"{speed:.3f}" if speed else "<small>needs its images</small>", ""),
    )


def classes(accuracies, class_names):
    """Right answers of each class; `accuracies` maps a run to `(right, count)` arrays."""
    head = _row("th", ("run", "words"), *((escape(name), "") for name in class_names))
    body = "".join(
        _row(
            "td",
            (escape(name), "words"),
            *((_share(hit, of), "") for hit, of in zip(right, count, strict=True)),
        )
        for name, (right, count) in accuracies.items()
    )
    return _wide(_table(head, body), "Right answers by class")


def _share(hit, of):
    return f"{formats.percent(hit / of)}<br><small>{hit:,}/{of:,}</small>" if of else "<small>none</small>"


def facts(rows):
    """`(name, value)` below each other."""
    body = "".join(_row("td", (escape(name), "words"), (value, "")) for name, value in rows)
    return f"<table class='figures facts'><tbody>{body}</tbody></table>"


def kilobytes(count):
    return f"{count / 1024:,.2f} KB" if count else "0"


def _table(head, body, foot="", style=""):
    return f"<table class='figures {style}'><thead>{head}</thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"


def _wide(table, name):
    """A table that moves sideways, by key too, where it has no room; then a line says so (see `shell.css`)."""
    hint = "<p class='sideways'>The table goes on to the right: move it sideways.</p>"
    moves = f"<div class='moves' tabindex='0' role='region' aria-label='{name}'>{table}</div>"
    return f"<div class='wide'>{hint}{moves}</div>"


def _row(tag, *cells):
    return f"<tr>{_cells(tag, *cells)}</tr>"


def _cells(tag, *cells):
    return "".join(f"<{tag} class='{style}'>{content}</{tag}>" for content, style in cells)
