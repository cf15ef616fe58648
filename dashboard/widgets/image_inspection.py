"""What stands below a drawing and a photo: its preparation, what other networks read, and every layer."""

from dashboard.components import scene
from dashboard.compute import networks
from dashboard.draw import network_flow
from dashboard.session import state
from dashboard.widgets import preparation_view, reading_along
from dashboard.widgets.pickers import pick


def show(look, prepared, prepare, label):
    """`prepared` is its image as a Prepared, `prepare(steps)` makes it anew; `label`, or None, is meant."""
    view = _pick_view()
    if view == "other networks":
        reading_along.show(look, reading_along.pick(networks.evaluated_runs()))
    elif view == "every layer":
        layers = look.architecture.layers
        marks = {layer.name: look.marks(layer.name) for layer in layers}
        spans = {layer.name: look.extremes_over_run(layer.name) for layer in layers}
        scene(
            network_flow.scene(look.picture, look.architecture, look.activations, spans, look.run.class_names, marks),
            "every_layer",
        )
    else:
        preparation_view.show(prepared, look.selection.image)
        if label is not None:
            preparation_view.explain(look, prepare, label)


def _pick_view():
    """What is shown below a drawing or a photo."""
    return pick("Below", state.BELOW, ["preparation", "other networks", "every layer"], "preparation")
