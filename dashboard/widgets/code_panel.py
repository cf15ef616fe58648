"""The code of a view: shown beside its figures to be pasted as it stands, and taken along as a notebook."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core import keras_io
from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import experiment_code, notebooks, own_sentences, view_code
from dashboard.text.view_code import ViewCode
from dashboard.widgets import network_files, pickers

IN_KERAS = "The same in Keras"
BY_NETWORK, GREY, AS_THEY_ARE = "by network", "grey", "as they are"


@dataclass
class Shelf:
    """The ViewCode of the page as it is, put here while it runs and read when its notebook is asked for.

    Text alone lies here: Streamlit keeps what a button would call longer than the session is there.
    """

    title: str
    about: str
    shows: str
    view: ViewCode

    def notebook(self):
        return notebooks.of_view(self.title, self.about, self.shows, self.view)


def offer_notebook():
    """The button in the sidebar. A page that says nothing of its own has what every network makes of an image."""
    page, look = state.page(), inspection.current()
    if page.key in menu.WITHOUT_CODE:
        return
    shelf = Shelf(
        page.title, notebooks.about(look, page.uses), page.shows, of(look, *view_code.answer(look.architecture))
    )
    state.put(state.VIEW_CODE, shelf)
    st.download_button(
        "Notebook",
        shelf.notebook,
        f"{page.key}_{own_sentences.file_name(look)}.ipynb",
        "application/x-ipynb+json",
        icon=":material/code_blocks:",
        key=state.widget("notebook"),
        type="tertiary",
        help="This view as a Jupyter notebook: it loads the network, computes what is shown, and draws it.",
        on_click="ignore",
    )


def of(look, lines, drawing, note="", indices=None, reads=BY_NETWORK):
    """The ViewCode for the network and image that are looked at, or for images with other `indices`.

    `reads` says as what the lines read images: BY_NETWORK, or of their own size, GREY or AS_THEY_ARE.
    """
    chosen, indices = look.selection, indices or [look.selection.image]
    file, split = f"{own_sentences.file_name(look)}.keras", look.split
    images = view_code.images(
        chosen.data,
        chosen.part,
        [int(split.indices[index]) for index in indices],
        split.images[indices],
        _input_shape(look, reads),
    )
    return ViewCode(lines, drawing, view_code.loading(file), images, (file,), note)


def _input_shape(look, reads):
    *size, channels = _shape(look.image)
    shapes = {BY_NETWORK: look.architecture.input_shape, GREY: (*size, 1), AS_THEY_ARE: (*size, channels)}
    return shapes[reads]


def _shape(image):
    """`(height, width, channels)` of an image, which may leave out that it is grey."""
    return (*image.shape, 1) if image.ndim == 2 else image.shape


def accuracies(runs):
    """Lines that test some runs on their test images."""
    shapes = [run.architecture.input_shape for run in runs]
    return experiment_code.accuracies([file_of(run) for run in runs], runs[0].config, shapes)


def moved(look, runs, *changes, **named):
    """Lines that change the image and ask some runs."""
    shapes = [run.architecture.input_shape for run in runs]
    return experiment_code.moved([file_of(run) for run in runs], _shape(look.image), shapes, *changes, **named)


def offer(lines, drawing, title=IN_KERAS, note="", indices=None, reads=BY_NETWORK):
    """`lines` for the network and image that are looked at, and the `drawing` of what they give."""
    look = inspection.current()
    files = {f"{own_sentences.file_name(look)}.keras": network_files.network_of(look.run, look.selection.moment)}
    _show(of(look, lines, drawing, note, indices, reads), files, title)


def offer_of_several(lines, drawing, runs, reads_image=False):
    """`lines` that load the trained networks of some runs themselves."""
    look = inspection.current()
    files = {file_of(run): network_files.network_of(run, run.moments[-1]) for run in runs}
    _show(of_several(lines, drawing, runs, look if reads_image else None), files, IN_KERAS)


def of_several(lines, drawing, runs, look=None):
    """As `of`, for lines that load the networks of some runs themselves; `look` has the image, if they read one."""
    images = of(look, "", "", reads=AS_THEY_ARE).images if look else ""
    return ViewCode(lines, drawing, view_code.IMPORTS, images, tuple(map(file_of, runs)))


def file_of(run):
    """What the file of a run's trained network is called."""
    return f"{own_sentences.plain(run.key)}.keras"


def offer_without_network(lines, drawing, title):
    """`lines` that need nothing but themselves."""
    _show(ViewCode(lines, drawing), {}, title)


def _show(view, files, title):
    state.get(state.VIEW_CODE).view = view
    pickers.opened(title, state.CODE, partial(_shown, view, files), ":material/code:")


def _shown(view, files):
    st.code(view.pasted, language="python")
    if view.note:
        st.markdown(view.note)
    if files:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Put beside it:", width="content")
            for file, network in files.items():
                st.download_button(
                    file,
                    partial(_written, network),
                    file,
                    icon=":material/deployed_code:",
                    key=state.widget("beside", file),
                    on_click="ignore",
                )


def _written(network):
    return keras_io.write(network())
