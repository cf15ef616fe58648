"""What all figures are painted with, alone in a browser: colours and the numbers that are said."""

import pytest

from dashboard.components import FOLDER
from dashboard.draw.colors import SCALES

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'")

PAINTED = """([values, limits, scale]) => {
  const sheet = paint(values, limits, makeRamp(scale), 1, 1, values.length);
  const { data } = sheet.getContext("2d").getImageData(0, 0, values.length, 1);
  const hex = (part) => part.toString(16).padStart(2, "0");
  return values.map((_, at) => `#${Array.from(data.slice(4 * at, 4 * at + 3), hex).join("")}`);
}"""


@pytest.fixture
def painting(page):
    page.set_content("<p></p>")
    page.add_script_tag(content=(FOLDER / "paint.js").read_text())
    return page


def test_a_value_has_the_colour_of_its_place_in_the_range(painting):
    low, *_, high = scale = SCALES["activation"]
    assert painting.evaluate(PAINTED, [[0, 5, 9, -1], [0, 5], scale]) == [low, high, high, low]
    assert painting.evaluate(PAINTED, [[float("nan")], [0, 5], scale]) == ["#00ff00"]


def test_where_all_values_are_one_they_have_the_lowest_colour(painting):
    for value in (0, -3, 7):
        assert painting.evaluate(PAINTED, [[value] * 3, [value, value], SCALES["ink"]]) == [SCALES["ink"][0]] * 3


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.123456, "0.1235"), (1132, "1132"), (12345.6, "12346"), (-1000.5, "-1001"), (2.5e7 + 0.5, "2.500e+7")],
)
def test_a_number_has_four_figures_or_all_before_the_point(painting, value, said):
    assert painting.evaluate("figure", value) == said


@pytest.mark.parametrize(("count", "height", "width"), [(70_000, 1, 1), (9_000, 3, 5), (3, 16_384, 1)])
def test_of_many_tiles_each_is_painted(painting, count, height, width):
    """A browser leaves a canvas that is too high empty."""
    of_tile = """([count, height, width, scale]) => {
      const values = new Float32Array(count * height * width).map((_, at) => Math.floor(at / (height * width)) % 2);
      const limits = new Float32Array(2 * count).map((_, at) => at % 2);
      const sheet = paint(values, limits, makeRamp(scale), count, height, width);
      const pen = sheet.getContext("2d");
      const colors = (tile) => {
        const { left, top } = inSheet(tile, height, width);
        return [...new Set(new Uint32Array(pen.getImageData(left, top, width, height).data.buffer))];
      };
      return [0, 1, count - 2, count - 1].map(colors);
    }"""
    first, second, *last = painting.evaluate(of_tile, [count, height, width, SCALES["activation"]])
    assert len(first) == len(second) == 1
    assert first != second
    assert last == ([first, second] if count % 2 == 0 else [second, first])
