"""The test of every uploaded network on all its test images, in the background."""

from core.runs import zip_archive
from dashboard.compute import data_sets
from dashboard.session import own_networks

TESTED = 2e11  # multiplications that a test of an uploaded network may cost, about a minute


def begin():
    """At the start of a run of the page: note the tests that have ended, and begin those that are still to do."""
    own_networks.stop_tests_of_forgotten()
    keys = own_networks.keys()
    for key in keys:
        test = own_networks.test_of(key)
        if test and test.result:
            own_networks.settle(key, *test.result)
        elif test is None and (split := _images_to_test_on(own_networks.find(key).run)):
            _begin(key, own_networks.find(key).run, split)


def task_of(key):
    """The Task that tests an uploaded network; None where there is nothing to test, or too much."""
    return own_networks.test_of(key)


def _begin(key, run, split):
    own_networks.begin_test(key, lambda report: zip_archive.evaluate_run(run, split, report))


def _images_to_test_on(run):
    split = None if run.evaluation else data_sets.test_images_of(run)
    return split if split and len(split) * run.architecture.multiply_adds <= TESTED else None
