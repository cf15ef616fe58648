"""What a lesson's words can say of the view in braces, such as `{parameters}`: worked out from what is looked at."""

import re

from core import formats
from core.networks.summary import summarise
from core.training.time_estimate import training_images
from dashboard.text.quotation import escaped


def _row(look):
    return summarise(look.architecture, look.architecture.index(look.selection.layer))


def _accuracy(look):
    found = look.run.evaluation
    return formats.percent(found.accuracy) if found else "not measured"


def _sparsity(look):
    return formats.percent(float((look.activations[look.selection.layer] == 0).mean()))


FACTS = {
    "network": lambda look: look.run.key,
    "parameters": lambda look: f"{look.architecture.parameters:,}",
    "layers": lambda look: str(len(look.architecture.layers)),
    "accuracy": _accuracy,
    "image": lambda look: f"{look.selection.image:,}",
    "truth": lambda look: look.truth,
    "moment": lambda look: look.moment,
    "answer": lambda look: look.answer,
    "share": lambda look: formats.percent(float(look.probabilities.max())),
    "layer": lambda look: look.selection.layer,
    "channel": lambda look: str(look.channel_of(look.selection.layer)),
    "channels": lambda look: str(_row(look).output_shape[-1]),
    "shape": lambda look: formats.shape(_row(look).output_shape),
    "layer_parameters": lambda look: f"{_row(look).parameters:,}",
    "arithmetic": lambda look: _row(look).arithmetic,
    "silent": lambda look: str(sum(map(bool, look.marks(look.selection.layer)))),
    "zeros": _sparsity,
    "images": lambda look: f"{len(look.split):,}",
    "pixels": lambda look: f"{look.image.size:,}",
    "shape_of_map": lambda look: formats.shape(_row(look).output_shape[:-1]),
    "learnt_from": lambda look: f"{training_images(look.run.config):,}",
    "tested": lambda look: f"{look.run.evaluation.count:,}" if look.run.evaluation else "no",
    "batch": lambda look: f"{look.run.config.batch_size:,}",
    "epochs": lambda look: f"{look.run.config.epochs:,}",
    "steps": lambda look: f"{look.run.final_step:,}",
}


def filled(words, look):
    """The words as Markdown that only bolds: `**bold**` and paragraphs stay, `{fact}` becomes what the view gives."""
    told = re.sub(r"\{(\w+)\}", lambda match: FACTS[match[1]](look), words)
    paragraphs = [escaped(part) for part in re.split(r"\n\s*\n", told)]
    return re.sub(r"\\\*\\\*(.+?)\\\*\\\*", r"**\1**", "\n\n".join(paragraphs))
