"""Perfect digits: what a network would most like to see as each of its answers, and whether people see it too."""

import streamlit as st

from core.datasets.catalogue import DIGITS
from core.explanation import class_pictures
from core.explanation.ascent_runs import Climbed
from dashboard.app_pages.digits import blind_test, controls, scenes
from dashboard.components import scene
from dashboard.compute import data_sets, inspection, networks, requests
from dashboard.text import gradient_code, run_sentences, sentences, view_code
from dashboard.widgets import beside_picker, code_panel, task_progress

look = inspection.current()
key, moment, class_names = look.selection.network, look.selection.moment, look.run.class_names

thing = "digit" if set(class_names) <= set(DIGITS) else "picture"

st.title("Perfect digits")
claim = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = controls.pick_digits_view()
    recipe = controls.pick_digits_recipe(list(class_pictures.RECIPES))
    rival = beside_picker.pick_beside(look.run, networks.evaluated_runs()) if view == "pictures" else ""


def found(key, step):
    """The pictures of a network, or None where there are none, which is said."""
    request = requests.Digits(key, step, recipe)
    climbed = request.kept()
    if climbed is None and not requests.has_mean(key):
        st.info(run_sentences.no_images(networks.run(key)))
        return None
    if climbed is None:
        doing = task_progress.climbing(class_pictures.RECIPES[recipe].steps, len(class_names))
        iterates = task_progress.follow(request, lambda iterates: None, doing)
        if not iterates:
            if requests.task_of(request) is None:
                st.info(scenes.NOT_YET.format(key))
            task_progress.offer([request], f"Climb for the answers of {key}", f"climb_{key}", primary=True)
            return None
        climbed = Climbed.of(iterates)
    if climbed.broken.any():
        st.info(scenes.NOT_A_PICTURE["broken"].format(key))
    elif not climbed.moved.all():
        st.info(scenes.NOT_A_PICTURE["unmoved"].format(int((~climbed.moved).sum()), key))
    else:
        return climbed.pictures


def pictures_of(key, step, pictures):
    """One network: as climbed, and fed back."""
    answers = networks.network(key, step).predict(class_pictures.de_averaged(pictures))
    of = sentences.at_moment(key, sentences.moment(step, networks.run(key).final_step))
    st.header(key if step == networks.run(key).final_step else f"{key}, {look.moment}")
    scene(scenes.climbed_scene(key, pictures, answers, class_names, recipe), f"raw_{key}", of=of)
    scene(scenes.fed_back_scene(key, pictures, answers, class_names), f"fed_{key}", of=of)
    return answers


own = found(key, moment)
if own is None:
    st.stop()
if view == "blind test":
    blind_test.show(key, own, look.network.predict(class_pictures.de_averaged(own)), class_names)
    st.stop()

answers = pictures_of(key, moment, own)
claim.markdown(f"**{scenes.read_back(key, answers, class_names, thing)}**")
st.markdown(f"{scenes.HOW[recipe]} {scenes.FED_BACK}")
shown = {key: own}
if rival:
    last = networks.run(rival).final_step
    if (others := found(rival, last)) is not None:
        pictures_of(rival, last, others)
        shown[rival] = others

st.header(f"{thing.capitalize()}s, or averages?")
if requests.has_mean(key):
    means = data_sets.means_of(look.run.config).images
    scene(scenes.averages_scene(means, class_names), "averages")
    st.markdown(f"{scenes.AVERAGE} {scenes.average_or_digit({k: scenes.likeness(p, means) for k, p in shown.items()})}")
for name, pictures in shown.items():
    nearest = data_sets.nearest_training_images(name, class_pictures.de_averaged(pictures))
    if nearest is None:
        st.info(scenes.NO_TRAINING_IMAGES)
        break
    st.markdown(f"**The real images most like {name}'s**")
    indices, images, labels, alike = nearest
    real = scenes.nearest_scene(name, images, indices, [class_names[label] for label in labels], alike)
    scene(real, f"nearest_{name}", of=name)
else:
    st.markdown(scenes.NEAREST)
label = class_names.index(look.answer)
code = gradient_code.class_picture(label, look.architecture.input_shape)
code_panel.offer(
    code, view_code.drawn("picture", "fed_back", "answer"), f"The perfect {class_names[label]} as in the text, in Keras"
)
question, answer = scenes.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
