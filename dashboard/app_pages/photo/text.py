"""What to try with photos."""

TRY = (
    "photograph the same digits in bright light, in the shade and slantwise. What does the preparation make of it?",
    "Light and shade are no trouble: *Ink* looks for what stands out from the paper around it. A slant stays: no step "
    "turns a digit upright, so the network must have learnt slanted ones.",
)
