"""From a callback: another image, layer, channel, moment or page, counted from the one that is shown."""

from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import sentences


def to_image(look, index):
    """The image that is shown, whether it is of the data set that is asked for or stands in for it."""
    state.put(_key_of_image(look), index)
    state.remember(look.at_image(index))


def _key_of_image(look):
    is_asked_for = state.get(state.DATA) == sentences.split_name(look.selection.data, look.selection.part)
    return state.IMAGE if is_asked_for else state.STAND_IN


def step(part, by):
    """`by` further on in one part of the selection, or in the menu; round the end. The next step counts from there."""
    look = inspection.current()
    _stay_as_shown(look)
    selection, layers = look.selection, look.architecture.names
    match part:
        case menu.IMAGE:
            to_image(look, look.next_image(by).selection.image)
        case menu.MOMENT if len(look.run.moments) > 1:
            ahead = look.next_moment(by)
            state.put(state.MOMENT, ahead.moment)
            state.remember(ahead)
        case menu.MOMENT:
            pass
        case menu.LAYER:
            ahead = look.at_layer(layers[(layers.index(selection.layer) + by) % len(layers)])
            state.put(state.LAYER, ahead.selection.layer)
            state.forget(state.CHANNEL)
            state.remember(ahead)
        case menu.CHANNEL:
            count = look.architecture.output_shape(selection.layer)[-1]
            ahead = look.at_channel((selection.channel + by) % count)
            state.put(state.CHANNEL, ahead.selection.channel)
            state.remember(ahead)
        case "page":
            at = menu.EVERY_PAGE.index(state.page_ahead())
            state.go(menu.EVERY_PAGE[(at + by) % len(menu.EVERY_PAGE)].key, {})
        case _:
            raise ValueError(f"{part!r} is no part of the selection: {', '.join((*menu.EVERY_PART, 'page'))}")


def _stay_as_shown(look):
    """What was drawn last, or stepped to since, counts for every part: the browser may not have heard of it yet."""
    selection = look.selection
    shown = {_key_of_image(look): selection.image, state.LAYER: selection.layer, state.CHANNEL: selection.channel}
    if len(look.run.moments) > 1:
        shown[state.MOMENT] = sentences.moment(selection.moment, look.run.final_step)
    for key, value in shown.items():
        if state.get(key) not in (None, value):
            state.put(key, value)
