"""How a network that ships reads a data set that was brought, as it is and in other ways."""

from core.evaluation import orientation
from dashboard.compute import networks
from dashboard.session import own_data_sets, state

READER = "lesson_cnn"


def readings(title):
    """The Readings of a data set; None where its images are no digits whose labels are known."""
    data_set = own_data_sets.all_of_them()[title].data_set
    run = networks.run(READER)
    network = networks.network(READER, run.final_step)

    def work(_):
        return orientation.read(network, run.class_names, data_set)

    return state.worked_out(state.widget("readings", title), data_set.digest, work)
