"""What every page hands out as code and as notebook is run as it is handed out, and gives the page's own numbers."""

import json
import re

import keras
import matplotlib
import nbformat
import numpy as np
import pytest

from core import networks, runs
from core.datasets import catalogue
from core.evaluation import image_transforms
from core.explanation import adversarial, attribution
from core.inspection import ablation, kernels, layer_statistics, tensor_statistics
from core.keras_io import bounds, file_writing
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from dashboard import menu
from dashboard.compute import measures
from dashboard.session import state
from tests.core.strategies import random_network
from tests.dashboard.test_experiments import write_run

matplotlib.use("Agg")
EVIL = 'd").name; import os; ("$x$ <b>[a](b)'
NETWORKS = ("lesson_cnn", "budget_mlp", "lesson_mlp", "fashion_kernels")


@pytest.fixture
def desk(tmp_path, monkeypatch, mnist, fashion_mnist):
    """A folder with the networks' files; Keras's own mirror is played by the data that are here."""
    for key in NETWORKS:
        (tmp_path / f"{key}.keras").write_bytes(file_writing.write(runs.load(key).network))
    monkeypatch.chdir(tmp_path)
    for name, found in (("mnist", mnist), ("fashion_mnist", fashion_mnist)):
        pairs = tuple((split.images, split.labels) for split in (found.train, found.test))
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda pairs=pairs: pairs)
    monkeypatch.setattr(matplotlib.pyplot, "show", matplotlib.pyplot.close)
    return tmp_path


def shelf(app):
    return app.session_state[state.VIEW_CODE]


def shorter(lines):
    """What climbs for long takes three steps."""
    return re.sub(r"for step in range\(\d+\)", "for step in range(3)", lines)


def run_notebook(app):
    """What the cells of a view's notebook give, run one after the other; the lines to be pasted are the same."""
    notebook = nbformat.reads(shelf(app).notebook(), as_version=4)
    nbformat.validate(notebook)
    view, given = shelf(app).view, {}
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for part in (view.loading, view.images, view.lines, view.drawing):
        assert part.strip("\n") in code
    exec(shorter(code), given)
    return given


def near(ours, theirs):
    np.testing.assert_allclose(np.asarray(theirs, float).squeeze(), np.asarray(ours).squeeze(), rtol=1e-4, atol=2e-5)


def of_the_answer(given, look):
    near(look.probabilities, given["probabilities"])


def of_the_data(given, look):
    assert given["table"].shape == (70000, 784)
    np.testing.assert_array_equal(given["images"][60000 + look.selection.image], look.image)


def of_the_summary(given, look):
    near([row.parameters for row in look.architecture.summary()], given["parameters"])
    ours = tensor_statistics.statistics(look.network.kernel("conv2d_1"))
    near([ours.minimum, ours.maximum, ours.mean, ours.standard_deviation, ours.size], given["found"])


def of_a_filter(given, look):
    near(look.pre_activations["conv2d_1"][..., 7], given["before"])
    near(look.activations["conv2d_1"][..., 7], given["after"])


def of_a_hand_made_kernel(given, look):
    near(kernels.convolve(look.picture, kernels.HAND_MADE["vertical edges"]), given["before"])


def of_a_channel(given, look):
    near(look.activations["conv2d_1"][..., 7], given["after"])


def of_examples(given, look):
    firsts = [int((look.split.labels == label).argmax()) for label in range(10) if label != 4]
    images = look.split.images[[look.selection.image, *firsts]]
    near(look.network.activations(images)["conv2d_1"][..., :16], given["maps"])
    near(look.network.predict(images), given["answers"])


def of_depth(given, look):
    found = layer_statistics.stages(look.network, look.image)
    near([stage.cells for stage in found], given["sizes"])
    near([stage.sparsity for stage in found], given["sparsity"])
    near([stage.likeness for stage in found if stage.likeness is not None], given["likenesses"])


def of_a_cell(given, look):
    near(look.activations["conv2d_1"][3, 2, 7], given["after"])


def of_a_passport(given, look):
    found = measures.MEASURES["passports"].read(look.run)["conv2d_1"]
    near(found.top_values[7], given["top_values"])
    near(found.profile[:, 7], given["profile"])
    near(found.silent[7], given["silent"])


def of_every_method(given, look):
    for name, method in attribution.METHODS.items():
        near(method.attribute(look.network, look.picture[..., None], 9), given[name])


def of_a_free_kernel(given, look):
    near(kernels.convolve(look.picture, given["kernel"], (2, 2), "same"), given["before"])
    assert given["kernel"].shape == (5, 3)


def of_an_edited_kernel(given, look):
    near(look.probabilities, given["original"])
    near(look.probabilities, given["answers"])


def of_switched_off(given, look):
    near(look.probabilities, given["original"])
    near(ablation.without(look.network, "conv2d", [1, 5]).predict(look.image)[0], given["answers"])


def of_the_fooled(given, look):
    signs = adversarial.gradient_signs(look.network, look.image, np.array([4]))
    expected = adversarial.changed(look.picture[None, ..., None], signs, 0.1)
    assert np.isclose(np.asarray(given["found"]), expected, atol=1e-5).mean() > 0.99


def of_the_compared(given, look):
    assert list(given["accuracies"]) == ["lesson_cnn.keras", "budget_mlp.keras"]
    for key in ("lesson_cnn", "budget_mlp"):
        found = runs.load(key).evaluation
        assert round(given["accuracies"][f"{key}.keras"] * found.count) == pytest.approx(found.correct, abs=1)
        assert np.abs(given["confusions"][f"{key}.keras"] - found.confusion).sum() <= 2


CHANGES = {"down": 3, "right": -2, "turn": 15, "scale": 1.2, "thickness": 1, "noise": 0.2, "cover": 4}


def of_the_moved(given, look):
    changed = image_transforms.change(look.picture, *CHANGES.values())
    near(changed, given["changed"])
    for key in ("lesson_cnn", "budget_mlp"):
        near(runs.load(key).network.predict(changed)[0], given["answers"][f"{key}.keras"])


def of_a_picture(given, look):
    assert np.asarray(given["picture"]).shape == (1, 28, 28, 1)


SECOND = {"layer": "conv2d_1", "channel": "7"}
PAGES = [
    ("journey", {}, of_the_answer),
    ("data_set", {}, of_the_data),
    ("summary", SECOND, of_the_summary),
    ("kernels", SECOND, of_a_filter),
    ("kernels", {"kernel": "vertical edges"}, of_a_hand_made_kernel),
    ("activations", SECOND, of_a_channel),
    ("activations", {**SECOND, "view": "before and after"}, of_a_channel),
    ("activations", {**SECOND, "view": "examples"}, of_examples),
    ("activations", {"view": "by depth"}, of_depth),
    ("pixel", {**SECOND, "row": "3", "column": "2"}, of_a_cell),
    ("passport", SECOND, of_a_passport),
    ("filters", SECOND, of_a_picture),
    ("why", {"class": "9"}, of_every_method),
    ("workbench", {**SECOND}, of_an_edited_kernel),
    ("workbench", {"bench_view": "free", "height": "5", "stride": "2", "padding": "same"}, of_a_free_kernel),
    ("ablation", {"layer": "conv2d", "off": ["1", "5"]}, of_switched_off),
    ("digits", {}, of_a_picture),
    ("fool", {"epsilon": "0.1"}, of_the_fooled),
    ("comparison", {}, of_the_compared),
    ("robustness", {name: str(value) for name, value in CHANGES.items()}, of_the_moved),
    ("draw", {}, of_the_answer),
    ("photo", {}, of_the_answer),
    ("own_images", {}, of_the_answer),
    ("own_network", {}, of_the_answer),
]


def test_every_page_that_computes_is_here():
    assert {page for page, *_ in PAGES} == set(menu.PAGES) - set(menu.WITHOUT_CODE)


@pytest.mark.parametrize(("page", "query", "check"), PAGES)
def test_code_and_notebook_of_a_page_give_its_numbers(open_page, desk, page, query, check):
    app = open_page(page, **query)
    check(run_notebook(app), app.session_state[state.INSPECTION])


def test_an_edited_weight_is_in_the_code(open_page, desk):
    network, place = runs.load("lesson_cnn").network, ("conv2d", 2, 0)
    owner = ("lesson_cnn", runs.load("lesson_cnn").final_step, network.architecture)
    values = np.array([[1, -2, 3], [0, 0.1, 0], [5, 5, -5]], np.float32)
    app = open_page("workbench", session={state.BENCH: {owner: ((place, values),)}}, layer="conv2d")
    given, look = run_notebook(app), app.session_state[state.INSPECTION]
    kernel = network.kernel("conv2d").copy()
    kernel[:, :, 0, 2] = values
    changed = networks.Network(network.architecture, {**network.weights, "conv2d/kernel": kernel})
    near(changed.predict(look.image)[0], given["answers"])


def test_a_training_image_of_a_network_that_knows_some_classes(open_page, desk):
    app = open_page("journey", network="fashion_kernels", data="Fashion-MNIST training", image="5")
    of_the_answer(run_notebook(app), app.session_state[state.INSPECTION])


def test_the_lines_on_the_page_are_those_of_the_notebook_and_the_network_lies_beside(open_page, desk):
    app = open_page("pixel", session={state.CODE: True})
    assert app.code[0].value == shelf(app).view.pasted
    given = {}
    exec(app.code[0].value, given)
    near(app.session_state[state.INSPECTION].activations["conv2d"][..., 12].max(), given["after"])
    labels = [button.label for button in app.get("download_button")]
    assert sorted(labels) == ["Notebook", "lesson_cnn.keras"]


def test_a_stranger_s_names_stay_text(open_page, desk, mnist, monkeypatch):
    """No run with such names is read; if one were, they would still be no code."""
    monkeypatch.setattr(bounds, "check_names", lambda architecture: None)
    architecture = Architecture((Conv2D(3, name=EVIL), Flatten(name="$y$ `"), Dense(10, "softmax", name="a\\b'")))
    network = random_network(architecture, 3)
    write_run(desk / "home" / "runs" / "other", architecture, network)
    (desk / "other.keras").write_bytes(file_writing.write(network))
    for page in ("journey", "kernels", "activations", "pixel", "summary", "ablation", "workbench", "filters"):
        app = open_page(page, network="other", layer=EVIL)
        for code in (shelf(app).view.pasted, shelf(app).view.drawing):
            assert "os" not in compile(code, "lines", "exec").co_names
        if page in ("journey", "ablation"):
            run_notebook(app)
        told = [cell for cell in json.loads(shelf(app).notebook())["cells"] if cell["cell_type"] == "markdown"]
        assert "<b>" not in "".join("".join(cell["source"]) for cell in told).replace("`" + EVIL + "`", "")


def test_an_image_of_ones_own_is_in_the_lines(open_page, desk):
    app = open_page("journey", data=catalogue.SOURCES["uci_digits"].title + " test")
    assert "zlib" in shelf(app).view.images
    of_the_answer(run_notebook(app), app.session_state[state.INSPECTION])
