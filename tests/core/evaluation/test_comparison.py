"""Intervals and paired differences against scipy and against trying it out many times."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binomtest

from core import runs
from core.evaluation import comparison
from core.evaluation.comparison import Z


@pytest.mark.parametrize(("correct", "count"), [(0, 7), (7, 7), (3, 11), (9897, 10_000), (1, 2)])
def test_interval_is_wilsons(correct, count):
    theirs = binomtest(correct, count).proportion_ci(0.95, method="wilson")
    assert comparison.wilson_interval(correct, count) == pytest.approx((theirs.low, theirs.high), abs=2e-5)


def test_interval_holds_the_true_accuracy_95_times_of_100():
    random, truth, count = np.random.default_rng(0), 0.97, 499
    tries = [comparison.wilson_interval(int(correct), count) for correct in random.binomial(count, truth, 4000)]
    assert 0.935 < np.mean([low <= truth <= high for low, high in tries]) < 0.965


@pytest.mark.parametrize(("correct", "count"), [(1, 0), (-1, 5), (6, 5)])
def test_interval_of_nothing(correct, count):
    with pytest.raises(ValueError, match=f"{correct} right of {count} images"):
        comparison.wilson_interval(correct, count)


def test_pair_sorts_every_image_into_one_of_four():
    labels = np.array([0, 1, 2, 0, 1, 2, 0])
    first, second = np.array([0, 1, 0, 0, 0, 2, 1]), np.array([0, 0, 2, 0, 1, 1, 2])
    found = comparison.pair_answers(first, second, labels)
    assert found.both.tolist() == [0, 3]
    assert found.only_first.tolist() == [1, 5]
    assert found.only_second.tolist() == [2, 4]
    assert found.neither.tolist() == [6]
    assert found.difference[0] == 0


def test_difference_spreads_as_it_says():
    """Resampling the images gives the spread that the formula gives."""
    random, count = np.random.default_rng(1), 1009
    labels = np.zeros(count, int)
    first, second = random.random(count) < 0.05, random.random(count) < 0.09
    difference, half = comparison.pair_answers(first.astype(int), second.astype(int), labels).difference
    again = []
    for _ in range(3000):
        chosen = random.integers(0, count, count)
        again.append(np.mean(second[chosen]) - np.mean(first[chosen]))
    assert difference == pytest.approx(second.mean() - first.mean())
    assert half == pytest.approx(Z * np.std(again), rel=0.08)


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (1, 0), (0, 7), (3, 3), (4, 13), (211, 173)])
def test_chance_of_so_uneven_disagreements_is_the_exact_tests(ours, theirs):
    labels, first, second = (np.zeros(ours + theirs + 5, int) for _ in range(3))
    second[:ours], first[ours : ours + theirs] = 1, 1
    exact = binomtest(ours, ours + theirs).pvalue if ours + theirs else 1.0
    assert comparison.pair_answers(first, second, labels).p_value == pytest.approx(exact, rel=1e-12)


def test_answers_of_another_count_are_refused():
    with pytest.raises(ValueError, match="3 and 2 answers for 3 images"):
        comparison.pair_answers(np.zeros(3), np.zeros(2), np.zeros(3))


def test_shipped_answers_give_the_shipped_confusion(mnist):
    for key in ("lesson_cnn", "budget_mlp", "sklearn_40", "four_conv"):
        run = runs.load(key)
        confusion = np.zeros((10, 10), int)
        np.add.at(confusion, (mnist.test.labels, run.answers.classes), 1)
        np.testing.assert_array_equal(confusion, run.evaluation.confusion)
        right, count = comparison.per_class(confusion)
        assert count.tolist() == np.bincount(mnist.test.labels).tolist()
        assert right.sum() == run.evaluation.correct


@pytest.mark.parametrize("count", [7, 200])
def test_speed_is_that_of_the_best_round_per_thousand(monkeypatch, count):
    """With a clock of its own, since the machine's may stumble: 2 ms an image, and rounds that are held up."""

    class Clock:
        now = 0.0
        delays = iter((0.5, 0.1, 0.0, 0.3, 0.2))

        def predict(self, images):
            self.now += 0.002 * len(images) + next(self.delays)

    clock = Clock()
    monkeypatch.setattr(comparison, "perf_counter", lambda: clock.now)
    seconds = comparison.seconds_per_thousand(clock, np.zeros((count, 28, 28), np.uint8))
    assert seconds == pytest.approx(2)


def test_frame_has_a_line_for_each_run():
    chosen = [runs.load(key) for key in ("lesson_cnn", "sklearn_40")]
    frame = comparison.frame(chosen)
    assert frame["run"].tolist() == ["lesson_cnn", "sklearn_40"]
    for (_, line), run in zip(frame.iterrows(), chosen, strict=True):
        interval = binomtest(run.evaluation.correct, run.evaluation.count).proportion_ci(0.95, method="wilson")
        assert (line["low"], line["high"]) == pytest.approx((interval.low, interval.high), abs=2e-5)
        assert line["accuracy"] == 1 - line["misread"] / line["images"]
        assert line["parameters"] == sum(array.size for array in run.network.weights.values())
        assert line["seconds"] == run.seconds


def test_frame_of_a_run_that_was_not_tested():
    untested = SimpleNamespace(key="mine", evaluation=None, training_evaluation=None)
    with pytest.raises(ValueError, match="run 'mine' was not tested: only tested runs can be compared"):
        comparison.frame([untested])
