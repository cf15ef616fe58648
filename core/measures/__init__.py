"""What is measured of a trained run and kept in its folder: one record each, all read and written in one way."""

from core.measures.ablation import ABLATION
from core.measures.adversarial import ADVERSARIAL
from core.measures.channel_profiles import CHANNEL_PROFILES
from core.measures.class_pictures import CLASS_PICTURES
from core.measures.filter_pictures import FILTER_PICTURES
from core.measures.measure import Measure
from core.measures.robustness import ROBUSTNESS

__all__ = ["MEASURES", "Measure"]

MEASURES = {
    "robustness": ROBUSTNESS,
    "passports": CHANNEL_PROFILES,
    "ablation": ABLATION,
    "atlas": FILTER_PICTURES,
    "perfect_digits": CLASS_PICTURES,
    "fooling": ADVERSARIAL,
}
