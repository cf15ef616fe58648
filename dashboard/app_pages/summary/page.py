"""Model summary: what each layer gives, what it costs, and what its weights look like as a crowd."""

import streamlit as st

from core import formats
from core.inspection import tensor_statistics
from core.networks.presets import PRESETS
from dashboard.app_pages.summary import recipe
from dashboard.components import scene
from dashboard.compute import inspection
from dashboard.draw import columns, frames, tables
from dashboard.session import state
from dashboard.text import glossary, keras_code, own_sentences, sentences
from dashboard.widgets import code_panel, numbers, pickers

look = inspection.current()
architecture = look.architecture
rows = architecture.summary()
first = next((row for row in rows if row.parameters), rows[0])

st.title("Model summary")
st.markdown(f"**{look.run.key} has {architecture.parameters:,} parameters, and each of them can be accounted for.**")
if look.run.key in PRESETS:
    st.markdown(PRESETS[look.run.key].sentence)

chosen = pickers.pick_layer(architecture)
st.container(key="summary_table").html(tables.model_summary(architecture, chosen))
numbers.offer(
    "summary", lambda: frames.summary(architecture), markdown=lambda: frames.markdown(frames.summary(architecture))
)
st.markdown(f"**{chosen}.** {architecture.sentence(chosen)}")
st.container(key="summary_reading").markdown(
    f"Read `{first.arithmetic}` as: {architecture.layer(first.name).parameters_in_words}. "
    f"All {architecture.parameters:,} parameters take {tables.kilobytes(4 * architecture.parameters)}, 4 bytes each, "
    f"and one picture takes {architecture.multiply_adds:,} multiplications."
    f"{own_sentences.frozen(rows)}"
)

st.header(f"The weights of {chosen}")
tensors = look.network.arrays(chosen)
if not tensors:
    st.markdown(f"{chosen} has no weights: there is nothing in it to learn. Choose a layer with parameters.")
    st.markdown(recipe.by_index(architecture, chosen))
else:
    described = {(name, array.shape): tensor_statistics.statistics(array) for name, array in tensors.items()}
    st.html(tables.statistics(described))
    numbers.offer("statistics", lambda: frames.statistics(described))
    for column, (name, array) in zip(st.columns(len(tensors)), tensors.items(), strict=True):
        found = tensor_statistics.statistics(array)
        alt = (
            f"Histogram of the {found.size:,} numbers in {name} of {chosen}, "
            f"from {found.minimum:.3f} to {found.maximum:.3f}"
        )
        with column:
            scene(columns.histogram(*tensor_statistics.histogram(array), f"{chosen}, {name}", alt), f"histogram_{name}")
    st.markdown(sentences.weights_found(tensor_statistics.statistics(next(iter(tensors.values())))))
    st.markdown(recipe.by_index(architecture, chosen))
code_panel.offer(*keras_code.counted(architecture.layer(chosen), tensors))

st.header(f"How {look.run.key} learnt")
if look.run.config.library == "elsewhere":
    st.markdown(recipe.NOT_KNOWN)
else:
    st.html(tables.facts(recipe.facts(look.run)))
    st.markdown(recipe.sentences(look.run))

    def show_exercise():
        st.markdown(recipe.exercise(look.run))
        st.code(recipe.code(look.run), language="python")

    pickers.opened("Exercise: build this network yourself, let it learn, and compare", state.EXERCISES, show_exercise)

with st.expander("Try this: which layer holds most of the parameters, and which does most of the work?"):
    most, busiest = max(rows, key=lambda row: row.parameters), max(rows, key=lambda row: row.multiply_adds)
    share = formats.percent(most.parameters / max(architecture.parameters, 1))
    done = formats.percent(busiest.multiply_adds / max(architecture.multiply_adds, 1))
    st.markdown(
        f"**{most.name}** holds {share} of the parameters; **{busiest.name}** does {done} of the multiplications. "
        "A convolution uses each of its few weights again at every place of the picture; a dense layer has a weight "
        "of its own for every pair of input and output, and uses it once."
    )
with st.expander("Words on this page"):
    st.markdown(glossary.listed(glossary.LAYERS | glossary.NETWORKS | glossary.LEARNING))
