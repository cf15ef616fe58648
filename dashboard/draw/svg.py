"""A scene as SVG, drawn without a browser: for paper, and for what is opened without a server."""

import base64
import io
from html import escape

import numpy as np
from PIL import Image

from dashboard.draw import letters
from dashboard.draw.colors import SCALES
from dashboard.draw.ranges import TICK_LETTERS
from dashboard.draw.scenes import Scene

WIDTH, HIGHEST = 930, 560  # pixels of the room that pictures are laid out in
LETTERS = 18  # pixels
TONES = {"text": "#222222", "muted": "#222222", "accent": "#0b6e75", "pale": "#0b6e75"}
FAINT = {"muted": 0.18, "pale": 0.45}
ODD, APART = (0, 255, 0), (244, 244, 244)
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
BAR_WIDTH, BAR_HEIGHT, BELOW = 150, 14, 48


def drawn(picture, width=WIDTH):
    """The `<svg>` of a Scene, or of what a function of the width gives for so many pixels."""
    scene = picture if isinstance(picture, Scene) else picture(width)
    unit = min(width / scene.width, scene.largest, max(HIGHEST / scene.height, 1))
    above = max([0, *(text.lift + LETTERS * text.size / 2 - text.top * unit for text in scene.texts)])
    across, down = scene.width * unit, scene.height * unit + above + 2
    parts = [_tiles(tiles, unit, above) for tiles in scene.tiles]
    parts += [_box(box, unit, above) for box in scene.boxes]
    parts += [_bars(bars, unit, above) for bars in scene.columns]
    parts += [_curve(curve, unit, above) for curve in scene.curves]
    parts += [_text(text, unit, above) for text in scene.texts]
    for bar in scene.bars:
        parts.append(_bar(bar, down))
        down += BELOW
    across = max(across, *(_bar_width(bar) for bar in scene.bars), 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.0f} {down:.0f}" role="img" '
        f'preserveAspectRatio="xMinYMin" style="--share: {across / width:.4g}; width: {100 * across / width:.4g}%" '
        f'font-family="sans-serif" font-size="{LETTERS}">'
        f"<title>{escape(scene.alt)}</title>{''.join(parts)}</svg>"
    )


def painted(values, meaning, limits):
    """Colours uint8 `(height, width, 3)` of a map, as the browser has them; a value that is no number is green.

    Of a picture in colour, `(height, width, 3)`, they are its own.
    """
    low, high = limits
    if values.ndim == 3:
        parts = np.clip((np.nan_to_num(values) - low) / ((high - low) or 1), 0, 1) * 255
        return np.where(np.isfinite(values).all(axis=2, keepdims=True), parts.round(), ODD).astype(np.uint8)
    anchors = np.array([[int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in SCALES[meaning]])
    is_number = np.isfinite(values)
    shares = np.clip((np.where(is_number, values, low) - low) / ((high - low) or 1), 0, 1) * (len(anchors) - 1)
    colors = np.stack([np.interp(shares, range(len(anchors)), anchors[:, at]) for at in range(3)], axis=-1)
    colors[~is_number] = ODD
    return colors.round().astype(np.uint8)


def _tiles(tiles, unit, above):
    count, height, width = tiles.values.shape[:3]
    limits = np.broadcast_to(np.asarray(tiles.limits, float), (count, 2))
    size, parts = tiles.scale * unit, []
    for index, values in enumerate(tiles.values):
        row, column = divmod(index, tiles.columns)
        left = (tiles.left / tiles.scale + column * (width + tiles.gutter)) * size
        top = (tiles.top / tiles.scale + row * (height + tiles.between_rows)) * size + above
        place = left, top, width * size, height * size
        mark = tiles.marks[index] if tiles.marks else ""
        parts.append(_marked(place, mark) if mark else _image(place, painted(values, tiles.meaning, limits[index])))
        if tiles.decimals is not None and values.ndim == 2 and mark in ("", "apart"):
            under = APART if mark else painted(values, tiles.meaning, limits[index])
            parts += _numbers(place, values, tiles.decimals, np.broadcast_to(under, (*values.shape, 3)))
        if index == tiles.selected:
            parts.append(_outline(place))
    return "".join(parts)


def _image(place, colors):
    left, top, width, height = place
    file = io.BytesIO()
    Image.fromarray(colors).save(file, "PNG")
    content = base64.b64encode(file.getvalue()).decode()
    return (
        f'<image x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" preserveAspectRatio="none" '
        f'style="image-rendering: pixelated" href="data:image/png;base64,{content}"/>'
    )


def _outline(place):
    left, top, width, height = place
    return (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" fill="none" '
        f'stroke="{TONES["accent"]}" stroke-width="2"/>'
    )


def _marked(place, mark):
    """Silent and stuck: one slanted line. Dead and off: crossed ones. Apart: nothing."""
    left, top, width, height = place
    lines = {"dead": 2, "off": 2, "apart": 0}.get(mark, 1)
    ends = [(left, top + height, left + width, top), (left, top, left + width, top + height)][:lines]
    crossed = "".join(
        f'<line x1="{x:.2f}" y1="{y:.2f}" x2="{to:.2f}" y2="{down:.2f}" stroke="#888888"/>' for x, y, to, down in ends
    )
    outer = f'<rect x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" fill="rgb{APART}"/>'
    return f"<g>{outer}{crossed}</g>"


def _numbers(place, values, decimals, colors):
    """Printed where all of them fit into their cells."""
    left, top, width, _ = place
    cell = width / values.shape[1]
    words = [
        [f"{round(float(value), decimals) + 0.0:.{decimals}f}".replace("-", "\u2212") for value in row]
        for row in values
    ]
    longest = max(len(word) for row in words for word in row)
    size = min(LETTERS, 1.6 * cell / longest)
    if size < 10:
        return []
    return [
        f'<text x="{left + (column + 0.5) * cell:.2f}" y="{top + (row + 0.5) * cell:.2f}" font-size="{size:.1f}" '
        f'text-anchor="middle" dominant-baseline="central" fill="{ink(colors[row, column])}">{word}</text>'
        for row, line in enumerate(words)
        for column, word in enumerate(line)
    ]


def ink(color):
    """Black or white, of which letters on the `color` (red, green and blue, 0 to 255) have more contrast (WCAG 2)."""
    parts = np.asarray(color) / 255
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _box(box, unit, above):
    place = box.left * unit, box.top * unit + above, box.width * unit, box.height * unit
    return _outline(place) if box.hollow else _filled(place, box.tone)


def _filled(place, tone):
    left, top, width, height = place
    faint = f' fill-opacity="{FAINT[tone]}"' if tone in FAINT else ""
    size = f'x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f'<rect {size} fill="{escape(TONES.get(tone, tone))}"{faint}/>'


def _bars(bars, unit, above):
    parts = []
    for at in np.flatnonzero(np.isfinite(bars.values)):
        left, top, width, height = bars.place(at)
        place = left * unit, top * unit + above, width * unit, height * unit
        parts.append(_filled(place, bars.tones[at] if bars.tones else "accent"))
    return "".join(parts)


def _curve(curve, unit, above):
    tone, path, is_down, spots = escape(TONES.get(curve.tone, curve.tone)), "", False, ""
    for x, y in curve.points:
        is_there = np.isfinite(x + y)
        if is_there:
            left, top = (curve.left + x * curve.width) * unit, (curve.top + (1 - y) * curve.height) * unit + above
            path += f"{'L' if is_down else 'M'}{left:.1f} {top:.1f}"
            spots += f'<circle cx="{left:.1f}" cy="{top:.1f}" r="{curve.dots}" fill="{tone}"/>' if curve.dots else ""
        is_down = is_there
    dash = f' stroke-dasharray="{2 * curve.thickness}"' if curve.dotted else ""
    line = f'<path d="{path}" fill="none" stroke="{tone}" stroke-width="{curve.thickness}"{dash}/>'
    return (line if curve.thickness else "") + spots


def _text(text, unit, above):
    size, lines = LETTERS * text.size, text.words.split("\n")
    middle = text.top * unit + above - text.lift
    return "".join(
        f'<text x="{text.left * unit:.2f}" y="{middle + (at - (len(lines) - 1) / 2) * 1.25 * size:.2f}" '
        f'font-size="{size:.1f}" text-anchor="{ANCHORS[text.align]}" dominant-baseline="central" '
        f'font-weight="{600 if text.bold else 400}" fill="{TONES.get(text.tone, "#222222")}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )


def _bar(bar, top):
    """The scale: its two ends in words, its colours between them, and ticks below those."""
    colors = painted(np.linspace(0, 1, BAR_WIDTH)[None], bar.meaning, (0, 1))
    left, middle = letters.width(bar.low) + 8, top + BAR_HEIGHT
    after = left + BAR_WIDTH + 8
    words = [(0, bar.low), (after, bar.high), (after + 16 + letters.width(bar.high), bar.words)]
    said = "".join(
        f'<text x="{x:.0f}" y="{middle:.0f}" dominant-baseline="central">{escape(word)}</text>' for x, word in words
    )
    below = middle + BAR_HEIGHT / 2
    marked = "".join(
        f'<path d="M{left + share * BAR_WIDTH:.1f} {below:.0f}v4" stroke="{TONES["text"]}"/>'
        f'<text x="{left + share * BAR_WIDTH:.1f}" y="{below + 12:.0f}" font-size="{TICK_LETTERS * LETTERS:.1f}" '
        f'text-anchor="middle" dominant-baseline="central">{escape(word)}</text>'
        for share, word in bar.ticks
    )
    return _image((left, middle - BAR_HEIGHT / 2, BAR_WIDTH, BAR_HEIGHT), colors) + said + marked


def _bar_width(bar):
    return letters.width(bar.low) + BAR_WIDTH + 32 + letters.width(bar.high) + letters.width(bar.words)
