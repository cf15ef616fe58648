"""What to try with a channel's passport."""

TRY = (
    "open the channel that it resembles most. Would the network miss one of the two?",
    "Two that fire together know nearly the same. *Without it* in the table says how many images one of them costs; on "
    "the *Ablation board* both can be switched off together.",
)
