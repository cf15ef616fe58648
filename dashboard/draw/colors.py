"""The colour table: what a number means decides its colours. All scales can be told apart by the colour-blind."""

ACCENT = "#1aa79c"
NEGATIVE, MIDDLE, POSITIVE = "#1d4f91", "#f7f4ee", "#b5431f"

SCALES = {
    "ink": ("#000000", "#ffffff"),
    "signed": ("#0b2f63", NEGATIVE, "#6f9fd0", MIDDLE, "#e8a07c", POSITIVE, "#6d1f08"),
    "activation": (
        "#0b0a22",
        "#2f1163",
        "#64197f",
        "#992d80",
        "#cf4070",
        "#f2665c",
        "#fd9b6b",
        "#fecf92",
        "#fcf8c0",
    ),
    "probability": ("#0b2a2e", "#0b6e75", "#3fb6b0", "#b9ede6"),
}
LINES = (ACCENT, "#d9822b", "#7a6bd1", "#c2416b", "#4f8fd6", "#8c8f2f")
