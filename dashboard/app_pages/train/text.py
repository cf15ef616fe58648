"""What is said of trainings by either library, and of visitors' on a host."""

from core import formats
from dashboard.text import own_sentences


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


WHY_KEEP = (
    "Without it they are deleted when the training has finished. With it they stay in the run's folder: another day "
    "you can bring them back from there, and look at the network on them."
)


def learns_own(own, is_visitor):
    """What of a person's own is learnt, and what becomes of its images."""
    stays = "when it has ended, however it ends" if is_visitor else "when it has finished, unless you keep them"
    return (
        f"It learns {_own(own)}. The images are copied beside the run for the training, and deleted {stays}; the names "
        "of the classes stay."
    )


def where_images_are(job, lies, is_here):
    """Where the images of a person's own are that a run learns: beside it, in this session, or nowhere any more."""
    run = job.run
    known = f"It learns {_own(run.config.own)}."
    if job.is_active:
        end = "stay there" if run.keeps_images else f"are deleted when it has {'ended' if run.owner else 'finished'}"
        return f"{known} Its images lie beside the run and {end}."
    known = f"Its images are {_own(run.config.own)}."
    if lies:
        return f"{known} They lie beside the run{'' if run.status == 'finished' else ', so that it can go on'}."
    if is_here:
        return f"{known} They do not lie beside the run any more; this session has them."
    return f"{known} They are not here any more: bring the same file again on *Your images*."


def _own(own):
    classes = formats.count(len(own.class_names), "class", "classes")
    return f"**{own.title}**, {classes} of your own: {own_sentences.few(own.class_names)}"


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
