"""The hyperparameters of the training that is being designed: a widget for each, which changes the draft."""

from dataclasses import replace

import streamlit as st

from core import datasets
from core.datasets.catalogue import SOURCES
from core.networks.recipe import SCHEDULES, Augmentation, fastest_precision
from core.training.compatibility import OPTIMIZERS_OF
from core.training.time_estimate import available_images
from dashboard.app_pages.train.designer import current
from dashboard.session import own_data_sets, state
from dashboard.text import own_sentences, sentences

MOST_EPOCHS, MOST_IN_A_BATCH = 200, 2000


def edit():
    """The hyperparameters, each a widget."""
    draft = current()
    config = draft.config
    most = available_images(config)
    shown = min(config.training_images or most, most)
    with st.container(key="hyperparameters"):
        _pick_data(draft)
        _setting(
            draft, "training_images", "Training images", shown, min(10, shown), most, 100, help=f"At most {most:,}."
        )
        _setting(draft, "epochs", "Epochs", config.epochs, 1, MOST_EPOCHS, 1, help="How often every image is seen.")
        help = "Images between two corrections of the weights."
        _setting(draft, "batch_size", "Batch", config.batch_size, 1, MOST_IN_A_BATCH, 10, help=help)
        of_keras = config.library == "keras"
        help = "Images held back to see what the network makes of images it does not learn from."
        share, not_now = config.validation_share, not of_keras and not config.patience
        _setting(draft, "validation_share", "Validation share", share, 0.0, 0.9, 0.05, None, help, not_now)
        _choice(draft, "optimizer", "Optimizer", OPTIMIZERS_OF[config.library])
        _setting(draft, "learning_rate", "Learning rate", config.learning_rate, 1e-6, 1000.0, 0.001, format="%g")
        schedules = SCHEDULES if of_keras else SCHEDULES[:1]
        _choice(draft, "schedule", "Schedule", schedules, lambda name: name.replace("_", " "))
        help = "How much of each label all classes share; the answers grow less certain."
        share, not_now = config.label_smoothing, not of_keras
        _setting(draft, "label_smoothing", "Label smoothing", share, 0.0, 0.9, 0.05, None, help, not_now)
        help = "Epochs without a better validation accuracy; 0 is never. The best epoch is kept."
        _setting(draft, "patience", "Early stopping", config.patience or 0, 0, MOST_EPOCHS, 1, help=help)
        _setting(draft, "seed", "Seed", config.seed, 0, 2**31 - 1, 1, help="The same seed gives the same run again.")
    say_what_cannot_be_learnt()
    if not of_keras:
        return
    with st.container(horizontal=True, gap="large"):
        _switch(draft, "augmentation", "Move and turn images", config.augmentation is not None, Augmentation(), None)
        if fastest_precision() == "mixed_bfloat16" or config.precision == "mixed_bfloat16":
            on = config.precision == "mixed_bfloat16"
            _switch(draft, "precision", "Fast arithmetic (bfloat16)", on, "mixed_bfloat16", "float32")


def _pick_data(draft):
    """What is to be learnt: what we know and is here, and what this session has brought."""
    here, (own, _) = datasets.available(), own_data_sets.to_learn()
    names = [*(name for name in SOURCES if name in here or name == draft.config.data_set), *own]
    key = state.widget("data_set", draft.version)

    def changed():
        name = state.get(key)
        state.put(state.DRAFT, current().learning(name, own.get(name)))

    title = lambda name: SOURCES[name].title if name in SOURCES else sentences.title_of_own(name)  # noqa: E731
    st.selectbox("Data set", names, names.index(draft.config.data_set), title, key=key, on_change=changed)


def say_what_cannot_be_learnt():
    """Why some data set of this session is not among those to choose."""
    _, cannot = own_data_sets.to_learn()
    for title, why in cannot.items():
        st.caption(own_sentences.cannot_learn(title, why))


def _choice(draft, field, label, options, words_of=str):
    key = state.widget(field, draft.version)
    st.selectbox(
        label,
        options,
        options.index(getattr(draft.config, field)),
        words_of,
        key=key,
        on_change=lambda: _put({field: state.get(key)}),
    )


def _setting(draft, field, label, value, low, high, step, format=None, help=None, disabled=False):
    key = state.widget(field, draft.version)

    def changed():
        if (wanted := state.get(key)) is not None:
            _put({field: None if field == "patience" and not wanted else wanted})

    st.number_input(label, low, high, value, step, format, key=key, on_change=changed, help=help, disabled=disabled)


def _switch(draft, field, label, on, yes, no):
    key = state.widget(field, draft.version)
    st.toggle(label, on, key=key, on_change=lambda: _put({field: yes if state.get(key) else no}))


def _put(changes, fresh=False):
    """Early stopping needs validation images, and scikit-learn has them for nothing else: one brings the other."""
    draft = current()
    config = draft.config
    merged = {name: getattr(config, name) for name in ("patience", "validation_share")} | changes
    if merged["patience"] and not merged["validation_share"]:
        wants = "patience" in changes
        changes |= {"validation_share": 0.1} if wants else {"patience": None}
        fresh = True
    if config.library == "scikit-learn" and not merged["patience"] and merged["validation_share"]:
        changes, fresh = {**changes, "validation_share": 0.0}, True
    put = replace(draft, config=replace(config, **changes), version=draft.version + fresh)
    state.put(state.DRAFT, put)
