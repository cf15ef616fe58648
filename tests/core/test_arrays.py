import numpy as np
import pytest

from core.arrays import Grid, mosaic, positive_range, rescale_each, symmetric_range


def test_mosaic_keeps_every_tile_and_fills_the_rest_with_nan():
    maps = np.random.default_rng(0).random((7, 3, 5)).astype(np.float32)
    picture = mosaic(maps, columns=3)
    grid = Grid(7, 3, 5, columns=3)
    assert picture.shape == grid.shape == (3 * 4 - 1, 3 * 6 - 1)
    for index, tile in enumerate(maps):
        row, column = grid.corner(index)
        np.testing.assert_array_equal(picture[row : row + 3, column : column + 5], tile)
    assert np.isfinite(picture).sum() == maps.size


def test_few_tiles_make_a_narrow_mosaic():
    assert mosaic(np.zeros((2, 3, 5)), columns=8).shape == (3, 11)


def test_center_is_the_middle_pixel():
    assert Grid(4, 3, 5, columns=2).center(3) == (4 + 1, 6 + 2)


def test_tile_outside_the_grid():
    with pytest.raises(IndexError, match="tile 4 is outside 0 to 3"):
        Grid(4, 3, 5).corner(4)


def test_empty_grid():
    with pytest.raises(ValueError, match="every size must be at least 1"):
        Grid(0, 3, 5)


@pytest.mark.parametrize("bad", [[], [np.nan], [np.nan, np.inf], [0.0]])
def test_ranges_survive_nothing_finite(bad):
    assert symmetric_range(np.array(bad)) == (-1.0, 1.0)
    assert positive_range(np.array(bad)) == (0.0, 1.0)


def test_ranges():
    values = np.array([-3.0, 2.0, np.nan, np.inf])
    assert symmetric_range(values) == (-3.0, 3.0)
    assert positive_range(values) == (0.0, 2.0)


def test_rescale_each_leaves_a_silent_map_alone():
    maps = np.array([[[0.0, 0.0]], [[-4.0, 2.0]]])
    np.testing.assert_array_equal(rescale_each(maps), [[[0, 0]], [[-1, 0.5]]])
