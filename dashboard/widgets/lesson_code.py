"""The code of a lesson's steps, as the pages of their views hand it out by themselves, without opening any page."""

from core.inspection import cell_paths, kernels
from core.inspection.kernel_editing import fit
from core.keras_io import recipe_code
from core.networks.layers import Convolution
from dashboard.compute import inspection, networks
from dashboard.session import state
from dashboard.text import attribution_code, experiment_code, gradient_code, keras_code, view_code
from dashboard.widgets import code_panel


def of_step(step, look):
    """The ViewCode of a step's view, `look` being its Inspection; None for a page that computes nothing of it."""
    architecture, view = look.architecture, step.view
    match step.page:
        case "summary":
            name = look.selection.layer
            return code_panel.of(look, *keras_code.counted(architecture.layer(name), look.network.arrays(name)))
        case "kernels":
            return _kernels(look, view)
        case "activations":
            return _activations(look, view)
        case "pixel":
            cell = cell_paths.peak(look.trace, look.selection.layer, look.selection.channel)
            return code_panel.of(look, keras_code.cell(architecture, cell), view_code.drawn("inputs", "after"))
        case "filters":
            name = inspection.nearest_layer(architecture, architecture.convolutions, look.selection.layer)
            code = gradient_code.filter_picture(name, look.channel_of(name), architecture.input_shape)
            return code_panel.of(look, code, view_code.drawn("picture", "grey"))
        case "digits":
            label = look.run.class_names.index(look.answer)
            code = gradient_code.class_picture(label, architecture.input_shape)
            return code_panel.of(look, code, view_code.drawn("picture", "fed_back", "answer"))
        case "why":
            label = look.run.class_names.index(look.answer)
            code = attribution_code.explained(architecture, label)
            return code_panel.of(look, code, attribution_code.drawn(architecture))
        case "workbench" if view.get(state.BENCH_VIEW) == "free" or not architecture.convolutions:
            size, stride = (view.get(state.HEIGHT, 3), view.get(state.WIDTH, 3)), view.get(state.STRIDE, 1)
            kernel = fit(kernels.HAND_MADE["vertical edges"], size)
            code = experiment_code.by_hand(kernel, (stride, stride), view.get(state.PADDING, "valid"))
            return code_panel.of(look, code, view_code.drawn("kernel", "before", "after"), reads=code_panel.GREY)
        case "workbench":
            return code_panel.of(look, experiment_code.edited(architecture, []), view_code.drawn("original", "answers"))
        case "comparison":
            return _compared(runs_of(view))
        case "robustness":
            return _moved(look, view)
        case "train":
            return None
        case _:
            return code_panel.of(look, *view_code.answer(look.architecture))


def runs_of(view):
    """The runs that a view compares."""
    return [networks.run(key) for key in view.get(state.RUNS, ("lesson_cnn", "budget_mlp"))]


def _kernels(look, view):
    architecture = look.architecture
    name = inspection.nearest_layer(architecture, kernels.drawable_layers(architecture), look.selection.layer)
    layer = architecture.layer(name)
    part = view.get(state.INPUT_CHANNEL, 0) if isinstance(layer, Convolution) else 0
    code = keras_code.response(architecture, layer, look.channel_of(name), part)
    return code_panel.of(look, code, view_code.drawn("picture", "before", "after"))


def _activations(look, view):
    name = look.selection.layer
    match view.get(state.VIEW):
        case "examples":
            channels = range(min(look.architecture.output_shape(name)[-1], keras_code.EXAMPLES))
            code = keras_code.examples(look.architecture, name, channels)
            return code_panel.of(look, code, keras_code.DRAW_EXAMPLES, indices=look.examples)
        case "by depth":
            return code_panel.of(look, experiment_code.DEPTH, view_code.drawn("sizes", "sparsity", "likenesses"))
        case _:
            code = keras_code.activation(look.architecture, name, look.selection.channel)
            return code_panel.of(look, code, view_code.drawn("after"))


def _compared(runs):
    if not recipe_code.can_load(runs[0].config):
        return None
    return code_panel.of_several(code_panel.accuracies(runs), "show(confusions)", runs)


def _moved(look, view):
    runs = runs_of(view)
    keys = {state.DOWN: "down", state.RIGHT: "right", state.TURN: "turn", state.SCALE: "size"}
    keys |= {state.THICKNESS: "thickness", state.NOISE: "noise", state.COVER: "cover"}
    changes = {name: view[key] for key, name in keys.items() if key in view}
    code = code_panel.moved(look, runs, **changes)
    return code_panel.of_several(code, 'show({"changed": changed} | answers)', runs, look)
