"""What to try with a network of one's own."""

TRY = (
    "train the same network twice in Keras, with another seed, and bring both. What is alike, and what is not?",
    "Accuracy and kinds of filters are alike; their order and many single mistakes are not. No channel has a fixed "
    "place: the numbers that training begins with decide which filter becomes what.",
)
