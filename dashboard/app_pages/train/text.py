"""What is said of trainings by either library, and of visitors' on a host."""

from core import formats


def of_a_visitor(most, hours):
    """What `most`, the limits of a visitor, let them train, and how long the host keeps it."""
    return (
        f"Others use this machine too: your training may have {most.parameters:,} parameters, {most.epochs} epochs and "
        f"about {most.seconds} seconds, {most.at_once} at a time. Nobody else sees it or can stop it. Up to "
        f"{formats.count(most.kept, 'run')} of yours are kept for {hours} hours: take them with you from *Your own "
        "network*."
    )


def in_line(others):
    """That so many trainings of other people are in the line."""
    return f"{formats.count(others, 'training')} of other people {'is' if others == 1 else 'are'} in line too."


# by library
LOADED = {"keras": "TensorFlow", "scikit-learn": "scikit-learn"}
STOP = {
    "keras": "It keeps what it learnt, and can be resumed.",
    "scikit-learn": "It ends after this epoch, and keeps what it learnt.",
}
AGAIN = {"keras": "Resume", "scikit-learn": "Begin again"}

OF_SCIKIT_LEARN = (
    "Trained by **scikit-learn's MLPClassifier**, as the university lesson does: it knows dense layers with ReLU and "
    "nothing else, and what it calls an *iteration* is an epoch. It keeps nothing to go on from: a training that was "
    "stopped can be begun anew, not resumed."
)

TRY = (
    "train with 500 images and with 5,000, all else the same. What do the two curves say?",
    "With few images the training curve climbs above the validation: it learns them by heart, and new ones are "
    "strange to it. More images bring both together.",
)
