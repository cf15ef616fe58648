"""Random small architectures for hypothesis: awkward sizes, every padding, strides up to 3, 1 to 40 filters.

A convolution's two strides are equal: with unequal ones TensorFlow 2.21 reads memory it has not written on some
processors (a 1x3 kernel with strides (1, 3) on three 5x5 images gives 1e31), so there is nothing to compare with.
"""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from core import networks
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
)
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network

sizes = st.integers(1, 7)
strides = st.integers(1, 3)
paddings = st.sampled_from(["valid", "same"])


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
    st.just(BatchNormalization()),
    st.just(PReLU()),
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
    windows = {"strides": equal_strides, "padding": paddings, "activation": st.sampled_from(BENDING)}
    sliding = st.one_of(
        st.builds(Conv2D, st.sampled_from([1, 2, 5, 7]), st.tuples(sizes, sizes), **windows),
        st.builds(DepthwiseConv2D, st.tuples(sizes, sizes), depth_multiplier=st.integers(1, 3), **windows),
    )
    pools = {"pool_size": st.tuples(strides, strides), "strides": st.tuples(strides, strides), "padding": paddings}
    pooling = st.one_of(st.builds(MaxPooling2D, **pools), st.builds(AveragePooling2D, **pools))
    resizing = st.builds(Resizing, st.integers(1, 17), st.integers(1, 17))
    pictures = draw(st.lists(st.one_of(sliding, sliding, pooling, resizing, cellwise, cellwise), max_size=5))
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


def random_network(architecture, seed=0):
    """With weights of which none is exactly zero, so that something is alive everywhere."""
    random, untrained = np.random.default_rng(seed), networks.initialise(architecture, seed)
    return Network(
        architecture, {key: array + random.normal(0, 0.1, array.shape) for key, array in untrained.weights.items()}
    )
