"""Random small architectures for hypothesis: awkward sizes, every padding, strides up to 3, 1 to 40 filters.

A convolution's two strides are equal: with unequal ones TensorFlow 2.21 reads memory it has not written on some
processors (a 1x3 kernel with strides (1, 3) on three 5x5 images gives 1e31), so there is nothing to compare with.
"""

from hypothesis import assume
from hypothesis import strategies as st

from core.architectures import Architecture
from core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

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
