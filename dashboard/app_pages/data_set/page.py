"""The data set: examples with their labels, an image as the numbers it is, and what is in each class."""

import streamlit as st

from core import datasets
from dashboard.app_pages.data_set import tables, text
from dashboard.components import scene
from dashboard.compute import data_sets, inspection
from dashboard.draw import frames, mosaics
from dashboard.session import own_images, state
from dashboard.text import view_code
from dashboard.widgets import code_panel

AT_ONCE = 20

look = inspection.current()
is_grey = look.image.ndim == 2
split, index, name = look.split, look.selection.image, look.selection.data

st.title("The data set")
st.markdown(f"**{text.claim(look)}**")

start = index // AT_ONCE * AT_ONCE
shown = range(start, min(start + AT_ONCE, len(split)))
labels = [look.name_of(at) for at in shown]
titles = tuple(f"image {at}: {label}" for at, label in zip(shown, labels, strict=True))
examples = mosaics.gallery("examples", split.images[shown] / 255, titles, labels, selected=index - start)
scene(examples, "examples", lambda _, tile: state.choose({state.IMAGE: start + tile}))
st.markdown(text.examples(look, shown))

st.header(f"Image {index} as numbers")
left, right = st.columns([3, 5], gap="large")
with left:
    title = f"image {index}: {look.truth}"
    words = "pixel, 0 black to 255 white" if is_grey else "of red, green and blue each"
    scene(mosaics.large("pixels", look.image, "ink", (0, 255), title, words, title), "pixels")
with right:
    st.dataframe(tables.pixels(look.image), height=420, row_height=24)
st.markdown(text.NUMBERS if is_grey else text.IN_COLOR)

st.header("One row for each image")
rows = state.worked_out(
    state.ROWS_SHOWN,
    (split.images[shown].tobytes(), labels, start),
    lambda of: tables.as_arrow(tables.rows(split.images[shown], labels, start)),
)
st.dataframe(rows, height=300)
st.markdown(text.as_rows(look.image.shape))

if not own_images.are_these(name):
    st.header("What is in it")
    class_names, means = look.label_names, data_sets.means(name, look.classes)
    present, shown_means = means.present(class_names)
    tested = data_sets.images(name, look.classes, "test")
    averages = [f"mean of the training images of {title}" for title in present]
    if present:
        scene(mosaics.gallery("means", shown_means.images, tuple(averages), present), "means")
    st.dataframe(frames.without_formulas(tables.counts(class_names, means.counts, tested.labels)))
    said = "Above, the mean image of each class, of its training images." if present else ""
    st.markdown(f"{said} {text.ORIGIN.get(name, text.YOURS)}".strip())
if name in datasets.SOURCES:
    code_panel.offer_without_network(
        text.code(name, look.classes), view_code.drawn("picture"), "The rows in Keras and numpy"
    )
if is_grey and not own_images.are_these(name) and present:
    question, answer = text.try_ink(present, shown_means)
    with st.expander(f"Try this: {question}"):
        st.markdown(answer)
