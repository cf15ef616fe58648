"""Kept with a run: what every channel answers to over the whole test set, its passport."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from core.datasets.loading import Split
from core.inspection import channel_profiles
from core.inspection.channel_profiles import ChannelProfiles
from core.measures.measure import Measure, Progress, check_channels, unheard
from core.runs.run import Run

NAMES = tuple(field.name for field in fields(ChannelProfiles))
Profiles = dict[str, ChannelProfiles]


def compute(run: Run, split: Split, progress: Progress = unheard) -> Profiles:
    """`{layer: ChannelProfiles}` of the trained network over a split; there is nothing to tell on the way."""
    return channel_profiles.compute(run.network, split.images, split.labels)


def pack(value: Profiles) -> dict[str, np.ndarray]:
    return {f"{layer}/{name}": _small(getattr(profiles, name)) for layer, profiles in value.items() for name in NAMES}


def _small(number: Any) -> np.ndarray:
    array = np.asarray(number)
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int32)


def unpack(run: Run, content: Mapping[str, Any]) -> Profiles:
    layers = {key.rsplit("/", 1)[0] for key in content if "/" in key}
    profiles = {layer: ChannelProfiles(**{name: content[f"{layer}/{name}"] for name in NAMES}) for layer in layers}
    for layer, found in profiles.items():
        check_channels(run, layer, len(found.top_images))
        if found.profile.shape != (len(run.class_names), len(found.top_images)):
            raise ValueError(f"the profile of {layer} has the shape {found.profile.shape}")
    return profiles


def summary_line(value: Profiles) -> str:
    dead = np.concatenate([profiles.dead for profiles in value.values()])
    return f"{len(dead)} channels, {dead.sum()} dead"


CHANNEL_PROFILES = Measure("passports.npz", compute, pack, unpack, summary_line)
