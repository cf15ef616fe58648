"""What the journey says of ways that part and join."""

from core import formats
from dashboard.text.quotation import quoted


def ways(architecture):
    """What the lines below the pictures are, with the first layer that reads several; nothing of a chain."""
    joining = next((name for name in architecture.names if len(architecture.sources(name)) > 1), None)
    if architecture.is_chain or joining is None:
        return ""
    read = formats.listed([quoted(source) for source in architecture.sources(joining)])
    return (
        " A line below the pictures is a way past other layers, thick where it arrives: "
        f"{quoted(joining)} reads {read}."
    )
