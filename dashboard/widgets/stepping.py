"""From a callback: another image, layer, channel, moment or page, counted from the one that is shown."""

from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import sentences


def to_image(look, index):
    """The image that is shown, whether it is of the data set that is asked for or stands in for it."""
    state.put(_key_of_image(look), index)


def _key_of_image(look):
    is_asked_for = state.get(state.DATA) == sentences.split_name(look.selection.data, look.selection.part)
    return state.IMAGE if is_asked_for else state.STAND_IN


def step(part, by):
    """`by` further on in one part of the selection, or in the menu; round the end."""
    look = inspection.current()
    _stay_as_shown(look)
    selection, layers = look.selection, look.architecture.names
    match part:
        case menu.IMAGE:
            to_image(look, look.next_image(by).selection.image)
        case menu.MOMENT if len(look.run.moments) > 1:
            state.put(state.MOMENT, look.next_moment(by).moment)
        case menu.MOMENT:
            pass
        case menu.LAYER:
            state.put(state.LAYER, layers[(layers.index(selection.layer) + by) % len(layers)])
            state.forget(state.CHANNEL)
        case menu.CHANNEL:
            count = look.architecture.output_shape(selection.layer)[-1]
            state.put(state.CHANNEL, (selection.channel + by) % count)
        case "page":
            at = menu.EVERY_PAGE.index(state.page())
            state.go(menu.EVERY_PAGE[(at + by) % len(menu.EVERY_PAGE)].key, {})
        case _:
            raise ValueError(f"{part!r} is no part of the selection: {', '.join((*menu.EVERY_PART, 'page'))}")


def _stay_as_shown(look):
    """What was drawn last counts for every part: of what the key before has put the browser may not have heard yet."""
    selection = look.selection
    shown = {_key_of_image(look): selection.image, state.LAYER: selection.layer, state.CHANNEL: selection.channel}
    if len(look.run.moments) > 1:
        shown[state.MOMENT] = sentences.moment(selection.moment, look.run.final_step)
    for key, value in shown.items():
        if state.get(key) not in (None, value):
            state.put(key, value)
