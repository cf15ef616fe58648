"""Random small architectures for hypothesis: awkward sizes, every padding, strides up to 3, 1 to 40 filters.

A convolution's two strides are equal: with unequal ones TensorFlow 2.21 reads memory it has not written on some
processors (a 1x3 kernel with strides (1, 3) on three 5x5 images gives 1e31), so there is nothing to compare with.
"""

import tracemalloc
from dataclasses import replace

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from core import networks
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    Activation,
    Add,
    Average,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    LayerNormalization,
    Maximum,
    MaxPooling2D,
    Minimum,
    Multiply,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
    Subtract,
    UpSampling2D,
    ZeroPadding2D,
)
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network

sizes = st.integers(1, 7)
strides = st.integers(1, 3)
paddings = st.sampled_from(["valid", "same"])
borders = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2)


@st.composite
def architectures(draw):
    convolutions = st.builds(
        Conv2D,
        filters=st.sampled_from([1, 2, 3, 5, 7, 13, 40]),
        kernel_size=st.tuples(sizes, sizes),
        strides=strides.map(lambda stride: (stride, stride)),
        padding=paddings,
        activation=st.sampled_from(["relu", "linear"]),
    )
    pools = st.builds(
        MaxPooling2D, pool_size=st.tuples(strides, strides), strides=st.tuples(strides, strides), padding=paddings
    )
    pictures = draw(st.lists(st.one_of(convolutions, pools), max_size=3))
    units = draw(st.lists(st.builds(Dense, units=st.integers(1, 11)), max_size=1))
    last = Dense(draw(st.integers(2, 10)), activation="softmax")
    input_shape = (draw(st.integers(5, 19)), draw(st.integers(5, 19)), draw(st.sampled_from([1, 1, 3])))
    try:
        return Architecture((*pictures, Flatten(), Dropout(0.3), *units, last), input_shape)
    except ValueError:
        assume(False)


BENDING = [name for name in ACTIVATIONS if name not in ("softmax", "exponential")]  # which a chain soon overflows

cellwise = st.one_of(
    st.builds(BatchNormalization, st.booleans(), st.booleans()),
    st.just(Normalization()),
    st.just(Normalization(())),
    st.builds(
        LayerNormalization, st.just(0.5), st.booleans(), st.booleans()
    ),  # of a map that is the same everywhere Keras's rounding is all that is left
    st.just(GroupNormalization(1, 0.5)),
    st.just(PReLU()),
    st.just(PReLU((1,))),
    st.just(Dropout(0.3)),
    st.builds(Activation, st.sampled_from([*BENDING, "softmax"])),
    st.builds(
        ReLU, st.sampled_from([None, 1.0, 6.0]), st.sampled_from([0.0, 0.125, 0.3]), st.sampled_from([0.0, 0.25])
    ),
    st.builds(Rescaling, st.sampled_from([-1.5, 1 / 255, 2.0]), st.sampled_from([0.0, -1.0])),
)


@st.composite
def chains(draw):
    """Networks of every kind of layer, ending in softmax: in a Dense layer or as a layer of its own."""
    equal_strides = strides.map(lambda stride: (stride, stride))
    windows = {
        "strides": equal_strides,
        "padding": paddings,
        "activation": st.sampled_from(BENDING),
        "use_bias": st.booleans(),
    }
    sliding = st.one_of(
        st.builds(Conv2D, st.sampled_from([1, 2, 5, 7]), st.tuples(sizes, sizes), **windows),
        st.builds(DepthwiseConv2D, st.tuples(sizes, sizes), depth_multiplier=st.integers(1, 3), **windows),
    )
    pools = {"pool_size": st.tuples(strides, strides), "strides": st.tuples(strides, strides), "padding": paddings}
    pooling = st.one_of(st.builds(MaxPooling2D, **pools), st.builds(AveragePooling2D, **pools))
    resizing = st.builds(Resizing, st.integers(1, 17), st.integers(1, 17))
    growing = st.one_of(
        st.builds(UpSampling2D, st.tuples(strides, strides), st.sampled_from(["nearest", "bilinear"])),
        st.builds(Conv2DTranspose, st.sampled_from([1, 2, 5]), st.tuples(sizes, sizes), equal_strides, paddings),
    )
    placing = st.one_of(st.builds(ZeroPadding2D, borders), st.builds(Cropping2D, borders))
    kinds = [sliding, sliding, pooling, st.one_of(resizing, growing), placing, cellwise, cellwise]
    pictures = draw(st.lists(st.one_of(*kinds), max_size=5))
    pictures += draw(st.sampled_from([[], [], [Permute((2, 1, 3))], [Permute((2, 3, 1))]]))
    row = draw(st.sampled_from([Flatten(), GlobalAveragePooling2D(), GlobalMaxPooling2D()]))
    dense = st.builds(Dense, st.integers(2, 7), st.sampled_from(BENDING))
    units = draw(st.lists(st.one_of(dense, cellwise), max_size=3))
    classes = draw(st.integers(2, 7))
    ends = [(Dense(classes, "softmax"),), (Dense(classes, "linear"), Activation("softmax")), (Activation("softmax"),)]
    input_shape = (draw(st.integers(5, 13)), draw(st.integers(5, 13)), draw(st.sampled_from([1, 3])))
    try:
        return Architecture((*pictures, row, *units, *draw(st.sampled_from(ends))), input_shape)
    except ValueError:
        assume(False)


@st.composite
def graphs(draw):
    """Networks of every kind of layer: the chains, of which most have some blocks whose ways part and join again."""
    chain = draw(chains())
    layers, inbound, before = [], {}, INPUT
    for at, layer in enumerate(chain.layers):
        layers.append(replace(layer, name=f"layer_{at}"))
        inbound[f"layer_{at}"] = (before,)
        before = f"layer_{at}"
        if at < len(chain.layers) - 2 and draw(st.integers(0, 2)) == 0:
            block, names = draw(_blocks(before, is_picture=len(chain.shapes[at + 1]) == 3))
            layers += block
            inbound |= names
            before = block[-1].name
    try:
        return Architecture(tuple(layers), chain.input_shape, tuple(inbound.items()))
    except ValueError:
        assume(False)


@st.composite
def _blocks(draw, before, is_picture):
    """`(layers, inbound)` of what leaves one stage on one to three ways, perhaps the plain one, and is joined again."""
    depthwise = st.builds(
        DepthwiseConv2D, st.tuples(sizes, sizes), padding=st.just("same"), activation=st.sampled_from(BENDING)
    )
    merging = draw(st.sampled_from([Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate]))
    ways = draw(st.integers(1, 2 if merging is Subtract else 3))
    layers, inbound, ends = [], {}, []
    for way in range(ways):
        end = before
        for step in range(draw(st.integers(0 if way else 1, 2))):
            name = f"{before}_{way}_{step}"
            layers.append(replace(draw(st.one_of(depthwise, cellwise) if is_picture else cellwise), name=name))
            inbound[name], end = (end,), name
        ends.append(end)
    name = f"{before}_joined"
    ends = ends if len(ends) > 1 else [*ends, before]
    return [*layers, merging(name=name)], {**inbound, name: tuple(ends)}


def assert_same_graph(architecture, other):
    """The same layers that read the same, perhaps in another order: Keras sorts parallel ones anew."""
    for name in architecture.names:
        assert architecture.layer(name) == other.layer(name)
        assert architecture.sources(name) == other.sources(name)
    assert len(architecture.layers) == len(other.layers)
    assert (architecture.input_shape, architecture.names[-1]) == (other.input_shape, other.names[-1])


LARGE_MAPS = Architecture(  # of which a hundred pictures together would hold 400 MB
    (
        Conv2D(47, (3, 3), padding="same"),
        BatchNormalization(),
        ReLU(),
        DepthwiseConv2D((3, 3)),
        GlobalAveragePooling2D(),
        Dense(3, "softmax"),
    ),
    (61, 67, 3),
)


def peak(work):
    """How many bytes Python held at most while `work()` went on, numpy's among them."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def random_network(architecture, seed=0):
    """With weights of which none is exactly zero, so that something is alive everywhere."""
    random, untrained = np.random.default_rng(seed), networks.initialise(architecture, seed)
    return Network(
        architecture, {key: array + random.normal(0, 0.1, array.shape) for key, array in untrained.weights.items()}
    )
