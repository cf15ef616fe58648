"""What a link asks for in vain is said in a sentence, and is nothing but text there."""

import re

import pytest


@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "inf", "nan", "-1", "3.5", "10000", "", "seven", "9" * 400, "9" * 5000]
)
@pytest.mark.parametrize("key", ["image", "channel"])
def test_a_number_that_is_none_is_told_once(open_page, key, value):
    app = open_page("kernels", **{key: value})
    (warning,) = app.warning
    assert f"The link asks for {key} " in warning.value
    assert "which is not a whole number from 0 to" in warning.value
    assert len(warning.value) < 250
    assert app.sidebar.number_input(key=key).value == int(re.search(r"Shown is (\d+)\.", warning.value)[1])
    assert not app.run().warning


@pytest.mark.parametrize("key", ["network", "data", "moment", "layer"])
@pytest.mark.parametrize(
    "value",
    ["[Session expired: click to log in](http://evil.example)", "![x](http://evil.example/x.png)", ":red[`x`] $x^2$"],
)
def test_a_choice_that_is_none_is_quoted(open_page, key, value):
    (warning,) = open_page("kernels", **{key: value}).warning
    fence = "`` " if "`" in value else "`"
    assert f"The link asks for {key} {fence}{value}{fence[::-1]}, which is not one of" in warning.value
