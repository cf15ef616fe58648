"""The pages, once: the shell's menu, the tests and the README's table are made of this list."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

NETWORK, IMAGE, MOMENT, LAYER, CHANNEL = EVERY_PART = ("network", "image", "moment", "layer", "channel")


@dataclass(frozen=True)
class Page:
    """A page: `key` is its folder in app_pages and its address, `shows` its line in the README.

    `uses` names the parts of the selection that it depends on, of EVERY_PART: the sidebar offers only these.
    """

    key: str
    group: str
    title: str
    icon: str
    uses: tuple[str, ...]
    shows: str

    @property
    def path(self):
        """Its script, seen from Home.py."""
        return f"app_pages/{self.key}/page.py"


def _plain(words):
    """As addresses are written."""
    return re.sub("[^a-z0-9]+", "_", words.lower()).strip("_")


EVERY_PAGE = (
    Page(
        "journey",
        "Look inside",
        "Journey of a digit",
        "route",
        (NETWORK, IMAGE, MOMENT),
        "the picture on its way through every layer, each at its true size, to the ten probabilities",
    ),
    Page(
        "data_set",
        "Look inside",
        "The data set",
        "dataset",
        (NETWORK, IMAGE),
        (
            "twenty examples with their labels, any image as its 784 numbers, the table with one row for each image, "
            "the mean and the count of every class, and who made it"
        ),
    ),
    Page(
        "summary",
        "Look inside",
        "Model summary",
        "table_rows",
        (NETWORK, MOMENT, LAYER),
        (
            "every layer with its arithmetic (`3 x 3 x 1 x 32 + 32 = 320`), what it sees, costs and weighs; "
            "statistics and histograms of the weights"
        ),
    ),
    Page(
        "kernels",
        "Look inside",
        "Kernels",
        "grid_on",
        EVERY_PART,
        (
            "all filters with their numbers, sorted by orientation if you like; what one of them makes of two"
            " images, before and after ReLU; kernels made by hand; an MLP's neurons as pictures"
        ),
    ),
    Page(
        "activations",
        "Look inside",
        "Activations",
        "grid_view",
        EVERY_PART,
        (
            "all channels of all layers, in one colour range per channel, layer or network; one channel "
            "followed through the layers; untrained beside trained; a table of examples by filters; size, "
            "sparsity and likeness to the input by depth"
        ),
    ),
    Page(
        "pixel",
        "Look inside",
        "One pixel",
        "center_focus_strong",
        EVERY_PART,
        (
            "the arithmetic behind any cell: point at it, and what it sees lights up in every layer before; "
            "click, and its window, weights, products, sum, bias and ReLU stand there, each number leading on"
            " to its own working, from a probability down to nine pixels"
        ),
    ),
    Page(
        "passport",
        "Look inside",
        "Channel passport",
        "badge",
        EVERY_PART,
        (
            "one channel over the whole test set: its weights, the nine images that fire it most and where, "
            "what it answers to in every class, how often it is silent, whom it resembles, what its loss "
            "costs; it has an address of its own"
        ),
    ),
    Page(
        "filters",
        "Look inside",
        "Filter pictures",
        "landscape",
        EVERY_PART,
        (
            "for every filter of a convolution the picture that makes it fire most, all climbed together, "
            "with a verdict for each: works, no gradient from this start (one click rescues it), dead; from "
            "five starts, with your own settings, live; one filter's climb as a film, and several pictures of"
            " it"
        ),
    ),
    Page(
        "why",
        "Look inside",
        "Why this answer?",
        "help_center",
        (NETWORK, IMAGE, MOMENT),
        (
            "which pixels speak for an answer: saliency, integrated gradients, occlusion, Grad-CAM, for two "
            "networks side by side, each with what it cannot say"
        ),
    ),
    Page(
        "workbench",
        "Experiment",
        "Kernel workbench",
        "handyman",
        EVERY_PART,
        (
            "edit a kernel inside the trained network (or put in an edge finder, a blur, a random one; "
            "rotate, mirror, negate it) and watch response, answer and accuracy follow; or try any kernel of "
            "any size, stride and padding on its own"
        ),
    ),
    Page(
        "ablation",
        "Experiment",
        "Ablation board",
        "toggle_off",
        (NETWORK, IMAGE, MOMENT, LAYER),
        (
            "tap channels off and see what is no longer read, class by class; which channels matter alone, "
            "and which together"
        ),
    ),
    Page(
        "digits",
        "Experiment",
        "Perfect digits",
        "star",
        (NETWORK, MOMENT),
        (
            "what a network would most like to see as each of its answers, read back by it, beside a second "
            "network, the mean digits and the real digits most like them; and a blind test: do people see the"
            " digit without being told?"
        ),
    ),
    Page(
        "fool",
        "Experiment",
        "Fool it",
        "theater_comedy",
        (NETWORK, IMAGE, MOMENT),
        (
            "a small change of every pixel, made against one network: what two networks read then, and how "
            "their accuracy falls with its size"
        ),
    ),
    Page(
        "comparison",
        "Compare",
        "MLP versus CNN",
        "balance",
        (IMAGE,),
        (
            "any runs side by side: accuracy with its uncertainty, budget, size, work and time; learning "
            "curves and early stopping; every class; confusion matrices with the images behind each cell; who"
            " reads what the other misreads; one image through all of them; accuracy by size"
        ),
    ),
    Page(
        "robustness",
        "Compare",
        "Robustness",
        "open_with",
        (IMAGE,),
        ("how far a digit may be moved, turned, scaled, thickened, covered or made noisy before each network loses it"),
    ),
    Page(
        "draw",
        "Make",
        "Draw a digit",
        "draw",
        (NETWORK, IMAGE, MOMENT),
        (
            "a sheet of paper beside the answer, which changes with every stroke; what is drawn becomes the "
            "image of every page; several networks read along; an X-ray of the preparation, each step a "
            "picture and a switch, and why a digit was misread"
        ),
    ),
    Page(
        "photo",
        "Make",
        "Read a photo",
        "photo_camera",
        (NETWORK, MOMENT),
        "a photo or file is cut into its digits, each prepared as a drawing is, and read",
    ),
    Page(
        "own_images",
        "Make",
        "Your images",
        "collections_bookmark",
        (NETWORK, IMAGE, MOMENT),
        (
            "drawings and digits that were kept with a label: download them, bring them back, test networks "
            "on them; data sets from your own files, chosen in the sidebar as MNIST is, put right "
            "where they are transposed or inverted, learnt by a network of your own, and written in other formats"
        ),
    ),
    Page(
        "own_network",
        "Make",
        "Your own network",
        "upload_file",
        (NETWORK, MOMENT),
        (
            "a Keras network trained anywhere, opened on every page; any network as `.keras`, `.npz`, Python "
            "script or whole run"
        ),
    ),
    Page(
        "train",
        "Make",
        "Train",
        "model_training",
        (IMAGE,),
        (
            "design a network or start from one of ours, and watch it learn our images or yours: curves, kernels "
            "and one image's activations, live; pause, stop, resume"
        ),
    ),
    Page(
        "lessons",
        "Teach",
        "Lessons",
        "school",
        (),
        (
            "a lesson is views with words and questions, one link, walked with the arrow keys or a clicker; five come "
            "along, and any view can be added to one of your own"
        ),
    ),
    Page(
        "room",
        "Teach",
        "A room with phones",
        "groups",
        (NETWORK, MOMENT),
        (
            "a code, a link and a QR code for the class: phones vote on the questions of a lesson, and draw digits "
            "that arrive here, are read, and become the class's own test set"
        ),
    ),
    Page(
        "published",
        "Teach",
        "Published numbers",
        "fact_check",
        (),
        (
            "every number of the five texts that this laboratory follows, beside ours: the same, close, or different "
            "and why; measured by one command, with date, seeds, machine and seconds"
        ),
    ),
)
JOIN = Page(
    "join", "Teach", "Join the class", "phonelink", (), "what a phone shows that has joined a room"
)  # no menu's
LESSONS, ROOM = "lessons", "room"
WITHOUT_VIEW = (LESSONS, ROOM)  # no step of a lesson
WITHOUT_CODE = (*WITHOUT_VIEW, "train", "published")  # nothing is computed there of what the sidebar chooses
PAGES = {page.key: page for page in EVERY_PAGE}
START = EVERY_PAGE[0]


NAMES = {"home": START.key} | {_plain(page.title): page.key for page in EVERY_PAGE} | {key: key for key in PAGES}
ALIKE = 0.8  # of two names, from 0 to 1: a letter or two of a word may be wrong


def page(key):
    """The page with this key, the menu's or not."""
    return JOIN if key == JOIN.key else PAGES[key]


def meant(address):
    """The key of the page that a mistyped address means: its title, or nearly its name. None for none."""
    near = get_close_matches(_plain(address), NAMES, 1, ALIKE)
    return NAMES[near[0]] if near else None
