"""What to try on the page of lessons."""

TRY = (
    "begin a lesson and predict every answer before you reveal it. How many did you have?",
    "The wrong answers come from the same network: other kernels, the classes it thinks of next, the usual mistakes in "
    "counting. Whoever can say why each of them is wrong has understood the layer, and not only the number.",
)
