"""What to try on the comparison."""

TRY = (
    "choose *scikit-learn and Keras*, then *who is right*. Do both misread the same digits?",
    "Many mistakes are shared: those are hard for everyone, look at *Neither is right*. Others are one network's "
    "alone: what it has learnt hangs on the random numbers that it began with, and on the order of the images.",
)
