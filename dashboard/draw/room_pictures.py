"""What a room shows on the wall, as HTML: the code to scan, and the votes as bars. Letters grow with the page's.

segno takes .06 s to import: it is when the first room is opened.
"""

from html import escape

from core.formats import count
from dashboard.text.lesson_parts import LETTERS


def door(code, link):
    """The QR code of a link, the room's code in large letters, and the link to type."""
    import segno

    picture = segno.make(link, error="m").svg_data_uri(border=3, light="#fff", dark="#000")
    address = escape(link.split("?")[0].split("://")[-1])
    return (
        f"<div class='door'><img src='{escape(picture, quote=True)}' alt='QR code of {escape(link, quote=True)}'>"
        f"<div><p class='code'>{escape(code)}</p><p>Scan it, or open</p><p class='address'>{address}</p>"
        "<p>and type the code.</p></div></div>"
    )


def votes(votes, right, here):
    """A bar for every option, as long as its share; `right` is the index of the answer, or None before it is shown."""
    total, cells = max(sum(votes), 1), []
    for at, number in enumerate(votes):
        kind = "vote right" if at == right else "vote"
        letter = f"{LETTERS[at]} \u2713" if at == right else LETTERS[at]
        share = 100 * number / total
        cells.append(
            f"<div class='{kind}'><i style='width: {share:.0f}%'></i><b>{letter}</b><span>{number}</span></div>"
        )
    said = f"{sum(votes)} of {count(here, 'phone')} voted" if here >= sum(votes) else f"{count(sum(votes), 'vote')}"
    alt = ", ".join(f"{LETTERS[at]}: {number}" for at, number in enumerate(votes))
    return f"<div class='votes' role='img' aria-label='Votes: {alt}; {said}'>{''.join(cells)}<p>{said}</p></div>"
