"""Five hundred questions of all kinds, answered by Keras and scipy; and what gives no question."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import shift
from scipy.signal import correlate2d

from core import datasets, formats, keras_io, runs
from core.inspection import ablation
from core.networks.architecture import Architecture
from core.networks.layers import BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Flatten
from core.questions import KINDS, NoQuestion, Subject, make
from tests.core.strategies import random_network

NETWORKS = ("lesson_cnn", "lesson_mlp", "narrow_3_6_12", "tfjs_recognizer")


@pytest.fixture(scope="module")
def digits():
    return datasets.load("uci_digits").test.images


@cache
def network_at(name, step):
    return runs.load(name).network_at(step)


def subject(name, images, random):
    run = runs.load(name)
    layers = ablation.layers(run.architecture)
    layer = layers[random.integers(len(layers))]
    channel = int(random.integers(run.architecture.output_shape(layer)[-1]))
    step = run.moments[random.integers(len(run.moments))]
    image = int(random.integers(len(images)))
    choice = (image, layer, channel, run.moments)
    return Subject(network_at(name, step), run.class_names, images, *choice, partial(network_at, name))


def asked(digits):
    random = np.random.default_rng(11)
    for seed in range(20):
        for name in NETWORKS:
            about = subject(name, digits, random)
            for kind in KINDS:
                try:
                    yield kind, about, make(kind, about, seed)
                except NoQuestion:
                    continue


def says(model, image, names):
    return names[int(outputs(model, image).argmax())]


def outputs(model, image):
    return model(image[None, ..., None].astype("float32")).numpy()[0]


def right_words(kind, about, question, keras_of):
    """The words of the right option, by computation that shares nothing with ours."""
    model, names, image = keras_of(about.network), about.class_names, about.image / np.float32(255)
    if kind == "kernel of map":
        kernel, bias = model.get_layer(re.search("kernel of (.+) made", question.ask)[1]).get_weights()
        maps = [correlate2d(padded(image, model), kernel[:, :, 0, at], "valid") + bias[at] for at in range(len(bias))]
        [right] = [at for at, found in enumerate(maps) if np.allclose(found, question.picture, atol=1e-4)]
        wrong = {option.words for at, option in enumerate(question.options) if at != question.right}
        alike = [at for at, found in enumerate(maps) if np.corrcoef(found.ravel(), maps[right].ravel())[0, 1] > 0.81]
        assert not wrong & {f"filter {at}" for at in alike}
        return f"filter {right}"
    if kind == "parameters of layer":
        name = re.search(r"has (?:\w+ layer )?(\w+), which", question.ask)[1]
        return f"{model.get_layer(name).count_params():,}"
    if kind == "answer to image":
        return says(model, image, names)
    if kind == "moment of answer":
        told, share = re.search("says (.+) with (.+) to this", question.ask).groups()
        fits = []
        for option in question.options:
            step = 0 if option.words == "untrained" else int(option.words.removeprefix("step ").replace(",", ""))
            answers = outputs(keras_of(about.network_at(step)), image)
            if names[answers.argmax()] == told and formats.percent(float(answers.max())) == share:
                fits.append(option.words)
        [words] = fits
        return words
    if kind == "stronger image":
        from keras import Model

        inner = Model(model.inputs[0], model.get_layer(about.layer).output)
        indices = [int(option.words.removeprefix("image ")) for option in question.options]
        values = inner(about.images[indices][..., None] / np.float32(255)).numpy()[..., about.channel_index]
        strengths = values.reshape(2, -1).max(axis=1)
        assert strengths.max() > 1.2 * strengths.min()
        return f"image {indices[strengths.argmax()]}"
    if kind == "answer without channel":
        weights = model.get_layer(about.layer).get_weights()
        less = [array.copy() for array in weights]
        for array in less:
            array[..., about.channel_index] = 0
        before = says(model, image, names)
        model.get_layer(about.layer).set_weights(less)
        after = says(model, image, names)
        model.get_layer(about.layer).set_weights(weights)
        return f"still {after}" if after == before else after
    if kind == "answer to moved image":
        pixels, direction = re.search(r"moves (\d) pixels (.+)\. What", question.ask).groups()
        by = {"down": (1, 0), "up": (-1, 0), "to the right": (0, 1), "to the left": (0, -1)}[direction]
        after = says(model, shift(image, np.multiply(by, int(pixels)), order=0), names)
        return f"still {after}" if after == says(model, image, names) else after
    raise AssertionError(f"{kind!r} is answered by nobody")


def padded(image, model):
    kernel = model.layers[0].kernel.shape[0]
    return np.pad(image, kernel // 2) if model.layers[0].padding == "same" else image


def test_five_hundred_questions_are_answered_as_keras_answers_them(digits):
    models = {}

    def keras_of(network):
        if network not in models:
            models[network] = keras_io.to_keras(network)
        return models[network]

    kinds = Counter()
    for kind, about, question in asked(digits):
        words = [option.words for option in question.options]
        assert len(set(words)) == len(words) >= 2
        assert words[question.right] == right_words(kind, about, question, keras_of), question
        assert question.working
        kinds[kind] += 1
    assert set(kinds) == set(KINDS)
    assert kinds.total() >= 500


def test_the_same_seed_asks_the_same(digits):
    about = replace(subject("lesson_cnn", digits, np.random.default_rng(3)), layer="conv2d_1", channel_index=7)
    for kind in KINDS:
        first, again = (make(kind, about, 5) for _ in range(2))
        assert [option.words for option in first.options] == [option.words for option in again.options]
        assert first.right == again.right


def test_what_gives_no_question_says_why(digits):
    about = subject("lesson_mlp", digits, np.random.default_rng(3))
    with pytest.raises(NoQuestion, match="no convolution that reads a grey picture"):
        make("kernel of map", about, 0)
    with pytest.raises(NoQuestion, match="no other moment"):
        make("moment of answer", replace(about, moments=about.moments[-1:]), 0)
    with pytest.raises(NoQuestion, match="'dense_2' cannot be switched off; those of dense, dense_1 can"):
        make("answer without channel", replace(about, layer="dense_2", channel_index=0), 0)
    silent = replace(about, images=np.zeros((3, 28, 28), np.uint8), image_index=0)
    with pytest.raises(NoQuestion, match="fires for other images as for this one"):
        make("stronger image", silent, 0)
    with pytest.raises(ValueError, match="question 'riddle' is not one of 'kernel of map', 'parameters of layer'"):
        make("riddle", about, 0)


def told_at(answers, digits):
    """A question "moment of answer" about a network that gives such probabilities, by the step."""
    networks = {step: SimpleNamespace(predict=lambda image, given=given: np.array([given])) for step, given in answers}
    about = Subject(networks[0], tuple("0123"), digits, 0, "", 0, tuple(networks), networks.__getitem__)
    return make("moment of answer", about, 0)


def test_a_moment_that_says_the_same_of_the_same_class_is_no_wrong_one(digits):
    same = ((0, [0.5, 0.3, 0.2, 0]), (7, [0.5, 0.1, 0.4, 0]))
    with pytest.raises(NoQuestion, match="at no other moment does it say anything else"):
        told_at(same, digits)
    question = told_at((*same, (11, [0.1, 0.9, 0, 0])), digits)
    assert len({option.words for option in question.options} & {"untrained", "step 7"}) == 1 or question.right == 2


@pytest.mark.parametrize(("activation", "end"), [("tanh", " before tanh."), ("linear", "."), ("relu", " before ReLU.")])
def test_the_words_on_a_map_fit_its_layer(activation, end, digits):
    layers = (Conv2D(5, (3, 3), activation=activation), DepthwiseConv2D(), Flatten(), Dense(3, "softmax"))
    network = random_network(Architecture(layers, (8, 8, 1)))
    for layer in ("conv2d", "depthwise_conv2d"):  # the one behind reads no grey picture
        about = Subject(network, tuple("012"), digits, 0, layer, 0, (0,), lambda step: network)
        question = make("kernel of map", about, 0)
        assert "Which kernel of conv2d made" in question.ask
        assert re.search(r" to -?[0-9]+(?:\.[0-9]+)?(\D*)$", question.working.replace("\u2212", "-"))[1] == end


def test_a_layer_with_a_weight_for_each_channel_is_not_asked_about(digits):
    layers = (Conv2D(3, (3, 3), name="conv"), BatchNormalization(name="bn"), Flatten(), Dense(10, "softmax"))
    network = random_network(Architecture(layers), 3)
    about = Subject(network, tuple("0123456789"), digits, 0, "bn", 1, (1,), lambda step: network)
    assert make("parameters of layer", about, 0).ask.startswith(
        "How many parameters has Conv2D layer conv, which reads"
    )
    alone = random_network(Architecture((BatchNormalization(name="bn"), Flatten())), 3)
    with pytest.raises(NoQuestion, match="no layer of this network has weights"):
        make("parameters of layer", replace(about, network=alone), 0)
