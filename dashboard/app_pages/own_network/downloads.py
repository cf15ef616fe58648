"""Downloads of a network: as .keras, as .npz, as a Python script that rebuilds it, and its run's folder as .zip."""

import io

import streamlit as st

from core import keras_io
from core.keras_io import rebuild_script
from core.runs import zip_archive
from dashboard.widgets import network_files

ABOUT = (
    'The .keras file opens in any Keras 3: `keras.saving.load_model("{key}.keras")`. The script rebuilds the network '
    "layer by layer, takes its weights from the .npz beside it and, where Keras has the data set, tests them; with "
    "`--train` it learns anew by the same recipe. The .zip holds the whole run and can be brought back here."
)


def offer(run, moment, name):
    """Buttons for each; `name` is that of the files. What they give is made when they are clicked."""
    its_run, network = network_files.run_of(run), network_files.network_of(run, moment)

    files = {
        f"{name}.keras": (lambda: keras_io.write(network()), ":material/deployed_code:"),
        f"{name}.npz": (lambda: _npz(network()), ":material/data_array:"),
        f"{name}.py": (lambda: rebuild_script.rebuild(network(), f"{name}.npz", its_run().config), ":material/code:"),
        f"{name}.zip": (lambda: zip_archive.packed(its_run()), ":material/folder_zip:"),
    }
    with st.container(horizontal=True, gap="small"):
        for file, (content, icon) in files.items():
            st.download_button(file, content, file, icon=icon, key=f"download_{file}", on_click="ignore")
    st.caption(ABOUT.format(key=name))


def _npz(network):
    file = io.BytesIO()
    network.save(file)
    return file.getvalue()
