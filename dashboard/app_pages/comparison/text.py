"""What to try on the comparison."""

TRY = (
    "choose *scikit-learn and Keras*, then *who is right*. Do two networks of one size misread the same digits?",
    "Many mistakes are shared: those digits are hard for everyone, look at *Neither is right*. Others are one "
    "network's alone: what it has learnt hangs on the random numbers that it began with, and on the order of the "
    "images.",
)
