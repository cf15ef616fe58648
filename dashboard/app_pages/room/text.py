"""What to try with a room."""

TRY = (
    "have everybody draw a 7, the way they were taught to. Which are misread, and what do they have in common?",
    "Often the ones with a bar through the stem, or with a hook at the start: MNIST's writers were Americans, and few "
    "of them wrote a 7 like that. The network is not bad at sevens, it knows only the hands it was shown. Keep the "
    "drawings, and test other networks on them on *MLP versus CNN*.",
)
