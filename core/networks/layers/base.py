"""What the layers share that have no weights."""


class Weightless:
    """Nothing to learn, no products, no activation; every place of the output sees its own place of the input."""

    activation = "linear"

    def weight_shapes(self, input_shape):
        return {}

    def multiply_adds(self, input_shape):
        return 0

    def output_shape(self, input_shape):
        return input_shape

    def reach(self, size, axis):
        return [[place] for place in range(size)]
