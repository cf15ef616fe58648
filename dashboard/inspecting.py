"""What stands below a drawing and a photo: its preparation, what other networks read, and every layer."""

from dashboard import journey, knobs, readers, resources, xray
from dashboard.components import scene


def show(look, prepared, prepare, label):
    """`prepared` is the Look's image as a Prepared, `prepare(steps)` makes it anew; `label`, or None, is meant."""
    view = knobs.pick_inspection()
    if view == "other networks":
        readers.show(look, readers.pick(resources.evaluated_runs()))
    elif view == "every layer":
        layers = look.architecture.layers
        marks = {layer.name: look.marks(layer.name) for layer in layers}
        spans = {layer.name: look.values_over_run(layer.name) for layer in layers}
        scene(journey.scene(look.picture, layers, look.activations, spans, look.run.class_names, marks), "every_layer")
    else:
        xray.show(prepared, look.selection.image)
        if label is not None:
            xray.explain(look, prepare, label)
