"""How the perfect digits are made, and whether they are shown or named."""

from dashboard.session import state
from dashboard.widgets.pickers import pick


def pick_digits_view():
    """Whether the perfect digits are shown, or named by people who do not know them."""
    return pick("Show", state.DIGITS_VIEW, ["pictures", "blind test"], "pictures")


def pick_digits_recipe(recipes):
    return pick("How", state.DIGITS_RECIPE, recipes, recipes[0])
