"""Perfect digits: what a network would most like to see as each of its answers, and whether people see it too."""

import streamlit as st

from core import averages, perfect_digits
from core.climbs import Climbed
from dashboard import blind, digits, knobs, looks, orders, resources, work
from dashboard.components import scene

look = looks.current()
key, moment, class_names = look.selection.network, look.selection.moment, look.run.class_names

thing = "digit" if look.run.config.data_set != "fashion_mnist" else "picture"

st.title("Perfect digits")
claim = st.empty()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = knobs.pick_digits_view()
    recipe = knobs.pick_digits_recipe(list(perfect_digits.RECIPES))
    rival = knobs.pick_beside(look.run, resources.evaluated_runs()) if view == "pictures" else ""


def found(key, step):
    """The pictures of a network, or None where there are none, which is said."""
    order = orders.Digits(key, step, recipe)
    climbed = order.kept()
    if climbed is None:
        doing, share = work.climbing(perfect_digits.RECIPES[recipe].steps, len(class_names))
        frames = work.follow(order, lambda frames: None, doing, share)
        if not frames:
            if orders.piece_of(order) is None:
                st.info(digits.NOT_YET.format(key))
            work.offer(order, f"Climb for the answers of {key}", f"climb_{key}", primary=True)
            return None
        climbed = Climbed.of(frames)
    if climbed.broken.any():
        st.info(digits.NOT_A_PICTURE["broken"].format(key))
    elif not climbed.moved.all():
        st.info(digits.NOT_A_PICTURE["unmoved"].format(int((~climbed.moved).sum()), key))
    else:
        return climbed.pictures


def pictures_of(key, step, pictures):
    """One network: as climbed, and fed back."""
    answers = resources.network(key, step).predict(perfect_digits.de_averaged(pictures))
    st.subheader(key if step == resources.run(key).final_step else f"{key}, {look.moment}")
    scene(digits.climbed_scene(key, pictures, class_names), f"raw_{key}")
    scene(digits.fed_back_scene(key, pictures, answers, class_names), f"fed_{key}")
    return answers


own = found(key, moment)
if own is None:
    st.stop()
if view == "blind test":
    blind.show(key, own, look.network.predict(perfect_digits.de_averaged(own)), class_names)
    st.stop()

answers = pictures_of(key, moment, own)
claim.markdown(f"**{digits.read_back(key, answers, class_names, thing)}**")
st.markdown(f"{digits.HOW[recipe]} {digits.FED_BACK}")
shown = {key: own}
if rival:
    last = resources.run(rival).final_step
    if (others := found(rival, last)) is not None:
        pictures_of(rival, last, others)
        shown[rival] = others

st.subheader(f"{thing.capitalize()}s, or averages?")
means = averages.load(look.run.config.data_set, look.run.config.classes).of_classes
scene(digits.averages_scene(means, class_names), "averages")
st.markdown(f"{digits.AVERAGE} {digits.average_or_digit({k: digits.likeness(p, means) for k, p in shown.items()})}")
for name, pictures in shown.items():
    nearest = resources.nearest_training_images(name, perfect_digits.de_averaged(pictures))
    if nearest is None:
        st.info(digits.NO_TRAINING_IMAGES)
        break
    st.markdown(f"**The real images most like {name}'s**")
    indices, images, labels, alike = nearest
    real = digits.nearest_scene(name, images, indices, [class_names[label] for label in labels], alike)
    scene(real, f"nearest_{name}")
else:
    st.markdown(digits.NEAREST)
question, answer = digits.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
