"""What a link asks for in vain is said in a sentence, and is nothing but text there."""

import re

import pytest


@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "inf", "nan", "-1", "3.5", "10000", "", "seven", "9" * 400, "9" * 5000]
)
def test_a_number_that_is_none_is_told_once(open_page, value):
    app = open_page("kernels", image=value, channel=value)
    for key, warning in zip(("image", "channel"), app.warning, strict=True):
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


OUT_OF_RANGE = {
    "robustness": {
        "down": "99",
        "right": "-7",
        "turn": "2.5",
        "scale": "5",
        "thickness": "thick",
        "noise": "inf",
        "cover": ["1", "2"],
    },
    "fool": {"epsilon": "5"},
    "filters": {"recipe": "my own", "steps": "4", "step": "0.6", "jitter": "x", "blur": "-0.1", "variation": "nan"},
}


@pytest.mark.parametrize("page", OUT_OF_RANGE)
def test_a_slider_that_cannot_be_there_is_told_with_what_is_shown(open_page, page):
    asked = {key: value for key, value in OUT_OF_RANGE[page].items() if key != "recipe"}
    app = open_page(page, **OUT_OF_RANGE[page])
    said = [warning.value for warning in app.warning]
    assert len(said) == len(asked)
    for key, sentence in zip(asked, said, strict=True):
        assert sentence.startswith(f"The link asks for {key} ")
        assert app.slider(key=key).value == float(re.search(r"Shown is ([\d.]+)\.$", sentence)[1])


def test_a_slider_at_its_ends_is_what_the_link_asks_for(open_page):
    app = open_page("robustness", down="-6", right="6", scale="0.4", noise="1.0", turn="180")
    assert not app.warning
    assert [app.slider(key=key).value for key in ("down", "right", "scale", "turn")] == [-6, 6, 0.4, 180]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["foo"], ["lesson_cnn", "budget_mlp"]),
        (["mlp_40", "foo"], ["mlp_40"]),
        (["four_conv", "", "mlp_40"], ["four_conv", "mlp_40"]),
    ],
)
def test_a_run_that_is_not_there_is_told_with_those_that_are_shown(open_page, asked, shown):
    app = open_page("comparison", runs=asked)
    (warning,) = app.warning
    assert "which is not one of lesson_cnn, " in warning.value
    assert warning.value.endswith(f" {' and '.join(shown)}.")
    assert app.multiselect(key="runs").value == shown


@pytest.mark.parametrize(("value", "is_told"), [("maybe", True), ("1", True), ("True", False), ("false", False)])
def test_a_switch_that_is_neither_on_nor_off_is_told(open_page, value, is_told):
    app = open_page("comparison", compared="confusion", diagonal=value, projector=value)
    keys = ("diagonal", "projector")
    assert {warning.value for warning in app.warning} == {
        f"The link asks for {key} `{value}`, which is not true or false. Shown is off." for key in keys if is_told
    }
    assert [app.toggle(key=key).value for key in keys] == [value == "True"] * 2


def test_images_that_a_link_cannot_hold_are_told(open_page):
    (warning,) = open_page("robustness", tests="your images").warning
    assert "Shown is their test sets" in warning.value
