"""What to try with images of one's own."""

TRY = (
    "keep ten digits as you write them, and ten as MNIST's writers did. Which are read better?",
    "Those that look like what the network has learnt from. A 1 with a long upstroke or a crossed 7 is right in one "
    "country and strange in another: a network knows only the hands it was shown.",
)
