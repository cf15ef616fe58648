"""What a channel is, and what to try with its passport."""

OPENINGS = {
    "channel": "A channel is one of the pictures that a layer makes of every image; this is all about one of them.",
    "unit": "A unit is one of the numbers that a layer makes of every image; this is all about one of them.",
}

TRY = (
    "open the channel that it resembles most. Would the network miss one of the two?",
    "Two that fire together know nearly the same. *Without it* in the table says how many images one of them costs; on "
    "the *Ablation board* both can be switched off together.",
)
