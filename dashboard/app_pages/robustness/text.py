"""What to try with moved and changed digits."""

TRY = (
    "turn the digit, step by step. When does each network lose it, and what does it read then?",
    "Of all test images, `lesson_cnn` reads five in six when they are turned by 30 degrees, one in four at 60; the MLP "
    "falls sooner. Kernels forgive another place, not another angle: nobody showed them digits that lie on their side. "
    "`four_conv` learnt from digits that were turned a little, and holds out longest.",
)
