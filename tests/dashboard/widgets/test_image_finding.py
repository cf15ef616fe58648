"""Images found by what they are, from the sidebar; without a browser."""

import numpy as np
import pytest

from core import runs

pytestmark = pytest.mark.usefixtures("mnist")


@pytest.fixture
def find(open_page):
    """A page with the choices open; a function that presses one of them and gives the image that is shown then."""

    def opened(page, **link):
        app = open_page(page, **link)
        app.session_state["find_image"] = True
        app.run()

        def press(name):
            app.button(f"widget-find-{name}").click().run()
            assert not app.exception
            return app.number_input("image").value

        press.app = app
        return press

    return opened


def test_the_next_of_a_class_is_found_again_and_again(find, mnist):
    sevens = np.flatnonzero(mnist.test.labels == 7)
    press = find("journey", image="17")
    assert [press(7), press(7)] == sevens[sevens > 17][:2].tolist()


def test_the_next_misread_is_that_of_the_moment_that_is_shown(find, mnist):
    run = runs.load("lesson_cnn")
    for moment, network in (("trained", run.network), ("untrained", run.network_at(0))):
        wrong = np.flatnonzero(network.predict(mnist.test.images[:400]).argmax(axis=1) != mnist.test.labels[:400])
        assert find("journey", image="5", moment=moment)("misread") == wrong[wrong > 5][0]


def test_the_one_that_fires_the_channel_most(find, mnist):
    layer = runs.load("lesson_cnn").network.activations(mnist.test.images[6:206])["conv2d"]
    assert find("activations", image="5", channel="19")("fires") == 6 + layer[..., 19].max(axis=(1, 2)).argmax()


def test_what_is_not_there_is_said(find):
    """A channel that is dead on all test images is fired by none of the next."""
    maxima = runs.load("four_conv").channel_maxima_at(runs.load("four_conv").final_step)
    layer, channel = next((name, int(of.dead.argmax())) for name, of in maxima.items() if of.dead.any())
    press = find("activations", network="four_conv", image="5", layer=layer, channel=str(channel))
    assert press("fires") == 5
    assert "Not found: none of the next 200 fires it." in [caption.value for caption in press.app.caption]


@pytest.mark.usefixtures("fashion_mnist")
def test_what_a_network_cannot_be_right_about_is_not_offered(find):
    names = {button.label for button in find("activations", data="Fashion-MNIST test").app.button}
    assert "Ankle boot" in names
    assert not any(name.startswith("misread") for name in names)


def test_a_page_offers_what_it_uses(find):
    names = {button.label for button in find("robustness").app.button}
    assert "7" in names
    assert not any(name.startswith(("misread", "that fires")) for name in names)
