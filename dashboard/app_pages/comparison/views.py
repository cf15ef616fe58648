"""The views of the comparison page: curves, classes, confusion, who is right, one image through all, size."""

import re
from collections import defaultdict
from statistics import fmean

import numpy as np
import streamlit as st

from core import formats
from core.evaluation import comparison
from core.runs.run import UPLOADED
from dashboard.app_pages.comparison import size_chart
from dashboard.components import scene
from dashboard.compute import accuracy, data_sets, inspection, networks
from dashboard.draw import charts, confusion, mosaics, network_flow, tables
from dashboard.draw.curves import per_class
from dashboard.session import state
from dashboard.text import run_sentences, sentences
from dashboard.text.quotation import isolated
from dashboard.widgets import numbers, plotly_chart, run_pickers

SHOWN = 20


def table(compared):
    """What each run reaches and costs."""
    rows = [
        {
            "run": run,
            "color": color,
            "size": run.weights_on_disk,
            "speed": accuracy.seconds_per_thousand(run.key),
        }
        for run, color in zip(compared, charts.LINES, strict=False)
    ]
    st.container(key="comparison_table").html(tables.comparison(rows))
    numbers.offer("runs", lambda: comparison.frame(compared))


def curves(compared, quantity):
    """Accuracy or loss over the epochs, and where early stopping ended."""
    stopped = {run.key: run.kept_epoch for run in compared if run.kept_epoch is not None}
    seeds = {run.key: (run, *networks.other_seeds(run.key)) for run in compared}
    others = {key: {other.config.seed: other.history for other in same[1:]} for key, same in seeds.items()}
    histories = {run.key: run.history for run in compared}
    chart = charts.learning_curves(histories, quantity, stopped.items(), others)
    alt = f"{quantity.capitalize()} of {formats.listed([run.key for run in compared])} over the epochs"
    plotly_chart.show(chart, "curves", alt)
    st.markdown(f"{run_sentences.LEARNING_CURVES[quantity]} {run_sentences.why_below(compared, quantity)}")
    if several := [same for same in seeds.values() if len(same) > 1]:
        st.markdown(run_sentences.seeds(several))
    for sentence in run_sentences.not_noted(compared, quantity):
        st.markdown(sentence)
    for key, epoch in stopped.items():
        run = next(run for run in compared if run.key == key)
        st.markdown(run_sentences.early_stopping(run, epoch))


def classes(compared):
    """Accuracy of each class, with counts."""
    accuracies = {run.key: comparison.per_class(run.evaluation.confusion) for run in compared}
    names = compared[0].class_names
    worst = {
        key: names[int(np.where(count > 0, right / np.maximum(count, 1), np.inf).argmin())]
        if any(right < count)
        else None
        for key, (right, count) in accuracies.items()
    }
    said = run_sentences.hardest(worst)
    scene(per_class(accuracies, names, said), "classes")
    st.html(tables.classes(accuracies, names))
    st.markdown(said)


def confusions(compared):
    """Which class was read as which; a cell leads to its images."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        options = {
            run_sentences.misread(run.key, run.class_names, cell, run.evaluation.confusion[cell]): (run, cell)
            for run in compared
            for cell in confusion.pairs(run.evaluation.confusion)
        }
        label = run_pickers.pick_misread(list(options))
        with_diagonal = run_pickers.pick_diagonal()
    shown_run, cell = options[label]
    labels = {(run.key, cell): name for name, (run, cell) in options.items()}

    def pick(run):
        def picked(_, tile):
            if name := labels.get((run.key, divmod(tile, len(run.class_names)))):
                state.choose({state.MISREAD: name})

        return picked

    across = 2 if len(compared[0].class_names) <= confusion.MANY else 1
    for start in range(0, len(compared), across):
        for column, run in zip(st.columns(across, gap="large"), compared[start : start + across], strict=False):
            with column:
                st.header(run.key)
                chosen = cell if run is shown_run else None
                picture = confusion.scene("cells", run.evaluation.confusion, run.class_names, with_diagonal, chosen)
                scene(picture, f"confusion_{run.key}", pick(run), of=sentences.at_moment(run.key))
    _misread(shown_run, cell, label)


def _misread(run, cell, label):
    st.header(label)
    test = data_sets.tested_images(run)
    if test is None:
        st.markdown(run_sentences.no_images(run))
        return
    found = np.flatnonzero((test.labels == cell[0]) & (run.answers.classes == cell[1]))
    surest = found[np.argsort(-run.answers.probabilities[found].astype(float), kind="stable")]
    _gallery(run, "misread_images", surest if cell[0] != cell[1] else surest[::-1], [run])
    st.markdown("The surest mistake first." if cell[0] != cell[1] else "The least sure first.")


def _answer(run, image):
    answers = run.answers
    name = isolated(run.class_names[answers.classes[image]])
    return f"{name} {formats.percent(float(answers.probabilities[image]))}"


def _gallery(run, key, indices, answering):
    """Some test images of a run, each with what the `answering` runs said; a click opens one on every page."""
    if not len(indices):
        st.markdown("None.")
        return
    shown = indices[:SHOWN]
    test = data_sets.tested_images(run)
    captions = [
        _answer(run, i)
        if len(answering) == 1
        else f"{run.class_names[test.labels[i]]}: "
        + " | ".join(one.class_names[one.answers.classes[i]] for one in answering)
        for i in shown
    ]
    names = tuple(f"image {i}, {run.class_names[test.labels[i]]}" for i in shown)
    picture = mosaics.gallery(key, test.images[shown] / np.float32(255), names, captions)
    on_yours = data_sets.is_tested_on_own(run)
    data = data_sets.tested_name(run)
    sees_the_same = inspection.current().run.class_names == run.class_names
    network = {} if sees_the_same else {state.NETWORK: run.key}

    def open_image(_, tile):
        if network:
            state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
        image = test.indices[shown[tile]] if on_yours else shown[tile]
        state.choose({state.DATA: data, state.IMAGE: int(image), **network})

    scene(picture, key, open_image)
    if len(indices) > len(shown):
        st.caption(f"{len(shown)} of {len(indices):,} are shown.")


def who_is_right(first, second):
    """The images that one of two runs reads right and the other wrong."""
    test = data_sets.tested_images(first)
    if test is None:
        st.markdown(run_sentences.no_images(first))
        return
    found = comparison.pair_answers(first.answers.classes, second.answers.classes, test.labels)
    st.markdown(run_sentences.pair(first.key, second.key, found))
    parts = {
        f"Only {first.key} is right": found.only_first,
        f"Only {second.key} is right": found.only_second,
        "Neither is right": found.neither,
    }
    st.markdown(
        f"Under each image: what it is, then what {first.key} says | what {second.key} says. Click one to look at it "
        "everywhere."
    )
    for place, (title, indices) in enumerate(parts.items()):
        st.header(f"{title}: {formats.count(len(indices), 'image')}")
        _gallery(first, f"pair_{place}", indices, [first, second])


def same_image(compared):
    """The sidebar's image on its way through every compared run."""
    here = inspection.current()
    for run in compared:
        look = inspection.at(here, run)
        if look is None:
            st.header(run.key)
            st.markdown(f"It has never learnt what a {here.truth} is.")
            continue
        layers = look.architecture.layers
        answer = sentences.likeliest(run.class_names, look.probabilities)
        st.header(f"{run.key}: {answer}, {formats.percent(float(look.probabilities.max()))}")
        marks = {layer.name: look.marks(layer.name) for layer in layers}
        spans = {layer.name: look.activations[layer.name] for layer in layers}
        scene(
            network_flow.scene(look.picture, look.architecture, look.activations, spans, run.class_names, marks),
            f"same_{run.key}",
            of=sentences.at_moment(run.key),
        )
    st.markdown(run_sentences.SAME_IMAGE)


def by_size(compared, everyone):
    """Accuracy against parameters, of all runs on the same test set; seeds of one design are one point.

    A brought network is a design of its own.
    """
    groups = defaultdict(list)
    for run in everyone:
        if run.test_set == compared[0].test_set and run.status in ("finished", UPLOADED):
            groups[run.key if run.status == UPLOADED else run.design].append(run)
    points, colors = [], {run.key: color for run, color in zip(compared, charts.LINES, strict=False)}
    for group in groups.values():
        found = [run.evaluation.accuracy for run in group]
        seeds = len({run.config.seed for run in group})
        several = formats.count(seeds, "seed") if seeds > 1 else formats.count(len(group), "run")
        label = group[0].key if len(group) == 1 else f"{_common(group[0].key)} ({several})"
        ends = comparison.wilson_interval(group[0].evaluation.correct, group[0].evaluation.count)
        low, high = ends if len(group) == 1 else (min(found), max(found))
        color = next((colors[run.key] for run in group if run.key in colors), None)
        points.append((label, group[0].architecture.parameters, fmean(found), low, high, color))
    plotly_chart.show(size_chart.by_size(points), "size_chart", f"Test accuracy of {len(points)} designs by size")
    st.markdown(run_sentences.BY_SIZE)


def _common(key):
    """The name of a design, from that of one of its runs: `width-4-seed-0` gives `width-4`, `my_cnn-2` `my_cnn`."""
    return re.sub(r"-seed-\d+$|-\d+$", "", key)
