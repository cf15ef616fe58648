"""What the methods of attribution say of an image."""

from dataclasses import replace

import numpy as np
import streamlit as st

from core.explanation import attribution
from core.networks.network import image_batch
from dashboard.compute import data_sets, networks
from dashboard.compute.shared_or_own import shared_or_own


def attribution_map(selection, classes, method, label):
    """What a method, by its name, says of an image, `(height, width)`; None where it gives no numbers."""
    is_own = data_sets.is_own(selection.data) or networks.is_own(selection.network)
    image, stamp = replace(selection, layer="", channel=0), networks.stamp(selection.network)
    values = _attribution_map(is_own)(stamp, image, classes, method, label)
    return values if np.isfinite(values).all() else None


@shared_or_own(st.cache_data, max_entries=512, show_spinner=False)
def _attribution_map(stamp, selection, classes, method, label):
    network = networks.network(selection.network, selection.moment)
    return attribution.METHODS[method].attribute(network, _pixels(selection, classes), label)


def change_from_black(selection, classes, label):
    """By how much the logit of a class changes from black to an image."""
    image = _pixels(selection, classes)
    both = np.stack([np.zeros_like(image), image])
    black, whole = networks.network(selection.network, selection.moment).logits(both)[:, label]
    return float(whole - black)


def _pixels(selection, classes):
    """What the network reads: float32 `(height, width, channels)` in [0, 1]."""
    split = data_sets.images(selection.data, classes, selection.part)
    return image_batch(split.images[selection.image], networks.run(selection.network).architecture.input_shape)[0]
