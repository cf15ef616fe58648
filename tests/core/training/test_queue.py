"""Jobs as real processes: the line, stopping and resuming, and everything that can go wrong with them.

The line is the same whoever trains: most jobs here are scikit-learn's, which is there in a third of the time.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from core import paths, runs, training
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.networks.recipe import TrainingConfig
from core.runs import learnt_images
from core.training import control, limits, queue
from tests.core.datasets.test_own_source import config_of, letters

TINY = Architecture((Flatten(), Dense(7), Dense(10, "softmax")))
SHORT = TrainingConfig("uci_digits", epochs=2, batch_size=211, moments=3, library="scikit-learn")
LONG = replace(SHORT, epochs=1_000_000)
CNN = Architecture((MaxPooling2D((3, 3)), Conv2D(3), Flatten(), Dense(10, "softmax")))
BY_KERAS = TrainingConfig("uci_digits", epochs=5000, batch_size=211, moments=3)


@pytest.fixture(autouse=True)
def _no_process_outlives_its_test():
    yield
    for job in reversed(queue.queue()):  # who waits leaves first, or would be called
        with suppress(psutil.Error, OSError, runs.RunError):  # one that waited and has not learnt is gone
            queue.stop(job.run.key)
            if _pid(job.run.key) != os.getpid():
                psutil.Process(_pid(job.run.key)).kill()


def _pid(key):
    return json.loads((runs.load(key).path / "process.json").read_text())["pid"]


def _until(true, seconds=300):  # a busy machine is slow, and no test here is about time
    for _ in range(seconds * 20):
        if true():
            return
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s in vain; {[(job.run.key, job.state, job.error) for job in queue.list_own()]}")


def _state(key):
    return queue.status(key).state


def _has_learnt(key, step=1):
    return lambda: bool(history := runs.load(key).history) and history[-1]["step"] >= step


def _is_kept(key, step=1):
    """What Keras can be resumed from is kept once in a while."""
    return lambda: runs.load(key).latest is not None and runs.load(key).latest.step >= step


def test_one_trains_and_the_others_wait_in_line_until_they_are_cancelled_or_it_is_their_turn():
    keys = [queue.start(TINY, config, name) for name, config in (("a", LONG), ("b", SHORT), ("c", SHORT))]
    assert keys == ["a", "b", "c"]
    assert [(job.run.key, job.ahead) for job in queue.queue()] == [("a", 0), ("b", 1), ("c", 2)]
    _until(_has_learnt("a"))
    assert [_state(key) for key in keys] == ["running", "waiting", "waiting"]
    queue.stop("b")
    assert not (paths.own_runs() / "b").exists()
    assert queue.status("c").ahead == 1
    queue.stop("a")
    _until(lambda: _state("a") == "stopped")
    assert runs.load("a").evaluation.count == 360
    _until(lambda: _state("c") == "finished")
    assert queue.queue() == []
    log = (paths.own_runs() / "c" / queue.LOG).read_text()
    assert "Traceback" not in log


def test_pause_goes_on_and_resume_takes_up_a_stopped_run():
    queue.start(CNN, BY_KERAS, "run")
    _until(_is_kept("run"))
    queue.pause("run")
    _until(lambda: _state("run") == "paused")
    step = runs.load("run").latest.step
    time.sleep(0.5)
    assert runs.load("run").latest.step == step
    queue.end_pause("run")
    _until(_is_kept("run", step + 1))
    with pytest.raises(queue.JobError, match="run 'run' is running: there is nothing to resume"):
        queue.resume("run")
    with pytest.raises(queue.JobError, match="run 'run' is running: stop it first"):
        queue.remove("run")
    queue.stop("run")
    _until(lambda: _state("run") == "stopped")
    step = runs.load("run").final_step
    with pytest.raises(queue.JobError, match="is stopped: there is nothing to stop"):
        queue.stop("run")
    queue.resume("run")
    _until(lambda: _state("run") == "running" and _is_kept("run", step + 1)())
    assert runs.load("run").final_step is None
    queue.stop("run")
    _until(lambda: _state("run") == "stopped")
    assert runs.load("run").final_step > step
    queue.remove("run")
    assert runs.keys()[-1] != "run"


def test_what_is_told_to_stop_stops_whatever_another_tab_says():
    key = queue.start(TINY, LONG, "run")
    _until(_has_learnt(key))
    path = runs.load(key).path
    queue.stop(key)
    for tell in (queue.pause, queue.end_pause):
        tell(key)
        assert _state(key) == "stopped" or control.read(path) == control.STOP
    _until(lambda: _state(key) == "stopped")
    queue.pause(key)
    assert control.read(path) == control.STOP
    queue.pause("lesson_mlp")
    assert not (runs.load("lesson_mlp").path / control.FILE).exists()


@pytest.mark.parametrize("queued", [None, 5, ["now"]])
def test_a_waiting_run_that_does_not_say_since_when_holds_nobody_up(queued):
    for name in ("first", "odd"):
        training.prepare(TINY, SHORT, paths.own_runs() / name)
    file = paths.own_runs() / "odd" / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "queued": queued}))
    assert {job.run.key for job in queue.list_own()} == {"first", "odd"} == {job.run.key for job in queue.queue()}
    for key in ("first", "odd"):
        queue.stop(key)


def test_who_waits_is_a_folder_and_no_process_and_moves_up_whoever_is_killed():
    """Neither who started them lives, nor the job that would have called the next."""
    script = (
        "from tests.core.training.test_queue import TINY, LONG; from core.training import queue\n"
        "for name in 'abc': queue.start(TINY, LONG, name)\n"
        "import os; os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == -signal.SIGKILL
    assert [(job.run.key, job.state, job.ahead) for job in queue.queue()][1:] == [
        ("b", "waiting", 1),
        ("c", "waiting", 2),
    ]
    listed = psutil.process_iter(["cmdline"])
    commands = {process.pid: process.info["cmdline"] or () for process in listed}  # of one that is dying: None
    assert [pid for pid, command in commands.items() if str(paths.own_runs()) in " ".join(command)] == [_pid("a")]
    _until(_has_learnt("a"))
    os.kill(_pid("a"), signal.SIGKILL)
    _until(lambda: _state("a") == queue.DIED)
    time.sleep(1)
    assert [(job.run.key, job.state) for job in queue.queue()] == [("b", "waiting"), ("c", "waiting")]
    queue.move_on()
    queue.move_on()
    _until(lambda: _state("b") == "running")
    assert _state("c") == "waiting"
    os.kill(_pid("b"), signal.SIGKILL)  # this process started it, and hears of its end
    _until(lambda: _state("c") == "running")


def test_a_job_that_ends_calls_the_next_where_who_started_it_is_gone():
    script = (
        "from tests.core.training.test_queue import TINY, SHORT; from core.training import queue\n"
        "for name in 'abc': queue.start(TINY, SHORT, name)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
    _until(lambda: [run.status for run in map(runs.load, "abc")] == ["finished"] * 3)


def test_one_that_was_called_twice_trains_once():
    training.prepare(TINY, SHORT, paths.own_runs() / "run", in_line=True)
    command = [sys.executable, "-m", "core.training.queue", str(paths.own_runs() / "run")]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [job.communicate()[1] for job in both if job.wait()] == []
    run = runs.load("run")
    assert run.status == "finished"
    assert [row["step"] for row in run.history if row["kind"] == "epoch"] == [7, 14]


def test_where_no_process_can_be_started_nobody_waits_in_vain(monkeypatch):
    def refuse(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(queue.subprocess, "Popen", refuse)
        with pytest.raises(OSError, match="temporarily unavailable"):
            queue.start(TINY, SHORT, "run")
    monkeypatch.setattr(queue.learning_needs, "left", lambda: 390_000_000)
    with pytest.raises(OSError, match="about 500 MB, and 390 MB are left here"):
        queue.start(TINY, SHORT, "run")
    assert not (paths.own_runs() / "run").exists()


def test_scikit_learn_learns_where_there_is_no_keras(monkeypatch):
    asked = []
    monkeypatch.setattr(queue.learning_needs, "check", lambda packages: asked.append(packages))
    monkeypatch.setattr(queue.subprocess, "Popen", lambda *_, **__: SimpleNamespace(pid=os.getpid(), wait=lambda: 0))
    for library in ("scikit-learn", "keras"):
        queue.start(TINY, replace(SHORT, library=library), library)
        shutil.rmtree(paths.own_runs() / library)
    assert asked == [("sklearn",), ("keras", "tensorflow")]


def test_a_stopped_run_that_waits_again_and_is_cancelled_keeps_what_it_had():
    queue.start(TINY, LONG, "first")
    _until(_has_learnt("first"))
    queue.stop("first")
    _until(lambda: _state("first") == "stopped")
    queue.start(TINY, LONG, "second")
    _until(_has_learnt("second"))
    queue.resume("first")
    assert queue.status("first").ahead == 1
    queue.stop("first")
    _until(lambda: _state("first") == "stopped")
    assert runs.load("first").evaluation.count == 360


def test_a_killed_job_is_told_readable_and_can_be_taken_up_where_it_was(tmp_path):
    """Twice, at moments of which nothing is known."""
    config = replace(BY_KERAS, epochs=150, moments=20)
    queue.start(CNN, config, "run")
    for moment in (0.0, 0.7):
        before = runs.load("run").latest
        _until(_is_kept("run", before.step + 1 if before else 1))
        time.sleep(moment)
        os.kill(_pid("run"), signal.SIGKILL)
        _until(lambda: _state("run") == queue.DIED)
        assert "killed, or memory ran out" in queue.status("run").error
        run = runs.load("run")
        assert all(run.network_at(step) for step in run.moments)
        assert run.latest.step > 0
        queue.resume("run")
    _until(lambda: _state("run") == "finished")
    whole = training.train(CNN, config, tmp_path / "whole")
    assert runs.load("run").history == whole.history
    np.testing.assert_array_equal(runs.load("run").network.kernel("dense"), whole.network.kernel("dense"))


def test_two_starts_in_the_same_moment_have_two_folders_or_a_sentence():
    script = (
        "import sys; from tests.core.training.test_queue import TINY, SHORT; from core.training import queue as jobs\n"
        "try: print(jobs.start(TINY, SHORT, 'same'))\n"
        "except ValueError as error: print(error)"
    )
    starts = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = sorted(start.communicate()[0].strip() for start in starts)
    assert said.count("same") == 1
    assert said.count("there is a run called 'same' already; 'same-2' is free") == 3
    _until(lambda: _state("same") == "finished")


def test_each_person_has_their_places_in_line_and_on_disk():
    few = replace(limits.VISITOR, kept=2)
    queue.start(TINY, LONG, "hers", "her", few)
    with pytest.raises(ValueError, match="1 training of yours may be in the line: stop or delete one first"):
        queue.start(TINY, SHORT, "second", "her", few)
    queue.start(TINY, SHORT, "his", "him", few)
    assert [job.run.owner for job in queue.queue()] == ["her", "him"]
    queue.stop("his")
    _until(lambda: not (paths.own_runs() / "his").exists())
    _until(_has_learnt("hers"))
    queue.stop("hers")
    _until(lambda: _state("hers") == "stopped")
    queue.remove_left_behind(hours=1)
    queue.start(TINY, LONG, "hers-2", "her", few)
    with pytest.raises(queue.JobError, match="1 training of yours may be in the line"):
        queue.resume("hers", few)
    queue.stop("hers-2")
    _until(lambda: not queue.queue())
    long_ago = time.time() - 7200
    os.utime(runs.load("hers").path / "run.json", (long_ago, long_ago))
    queue.remove_left_behind(hours=1)
    assert "hers" not in runs.keys()  # noqa: SIM118 (a function of the module)


LETTERS = Architecture((Flatten(), Dense(3, "softmax")))


@pytest.mark.parametrize("owner", ["", "her"])
def test_a_persons_images_are_there_to_resume_and_a_visitors_only_while_it_is_at_work(owner):
    some = letters()
    config = config_of("letters", some, epochs=1_000_000, library="scikit-learn")
    queue.start(LETTERS, config, "run", owner, brought=some)
    _until(_has_learnt("run"))
    with pytest.raises(queue.JobError, match="'run' is running: it learns from its images"):
        queue.forget_images("run")
    os.kill(_pid("run"), signal.SIGKILL)
    _until(lambda: _state("run") == queue.DIED)
    _until(lambda: learnt_images.is_here(runs.load("run")) != bool(owner))
    queue.forget_images("run")
    for other in (None, letters((0, 1, 2), (0, 1))):
        with pytest.raises(queue.JobError, match="the images of 'letters' that it learns from are not here any more"):
            queue.resume("run", brought=other)
    queue.resume("run", brought=some)
    _until(lambda: _state("run") == "running")
    _until(_has_learnt("run"))
    queue.stop("run")
    _until(lambda: _state("run") == "stopped" and learnt_images.is_here(runs.load("run")) != bool(owner))
    queue.remove("run")
    assert not (paths.own_runs() / "run").exists()


def test_two_resumes_in_the_same_moment_are_one():
    queue.start(TINY, LONG, "run")
    _until(_has_learnt("run"))
    queue.stop("run")
    _until(lambda: _state("run") == "stopped")
    script = (
        "from core.training import queue\ntry: queue.resume('run'); print('resumed')\n"
        "except queue.JobError as error: print(error)"
    )
    starts = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [start.communicate()[0] for start in starts]
    assert sum("resumed" in words for words in said) == 1
    assert sum("there is nothing to resume" in words for words in said) == 2


def test_a_job_outlives_the_process_that_started_it():
    script = (
        "from tests.core.training.test_queue import TINY, LONG; from core.training import queue\n"
        "queue.start(TINY, LONG, 'run')"
    )
    starter = subprocess.run([sys.executable, "-c", script])
    assert starter.returncode == 0
    _until(_has_learnt("run"))
    assert _state("run") == "running"


def test_a_data_set_that_vanishes_is_told(mnist, tmp_path, monkeypatch):
    data = shutil.copytree(paths.given_datasets(), tmp_path / "data", ignore=shutil.ignore_patterns("fashion*"))
    monkeypatch.setenv("CONVSCOPE_DATASETS", str(data))
    queue.start(TINY, LONG, "first")
    queue.start(TINY, replace(SHORT, data_set="mnist", training_images=500), "second")
    _until(_has_learnt("first"))
    shutil.rmtree(data)
    queue.stop("first")
    _until(lambda: _state("second") == "failed", 120)
    assert queue.status("second").error.startswith("MNIST could not be fetched")
    assert runs.load("second").moments == (0,)


def test_a_disk_that_is_full_is_told_and_nothing_is_half_written(tmp_path):
    """The limit on a file's size stands for the full disk: a checkpoint does not fit, the small files do."""
    pytest.importorskip("resource")
    wide = Architecture((Flatten(), Dense(200), Dense(10, "softmax")))
    training.prepare(wide, LONG, paths.own_runs() / "run")
    limited = f"ulimit -f 100; exec {sys.executable} -m core.training.queue {paths.own_runs() / 'run'}"
    done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True)
    assert done.returncode == 1
    assert "error: a file could not be written or read: file too large" in done.stderr
    assert _state("run") == "failed"
    assert queue.status("run").error == "a file could not be written or read: file too large"
    run = runs.load("run")
    assert all(run.network_at(step) for step in run.moments)
    assert not list(run.path.rglob("*.part"))


@pytest.mark.parametrize("name", ["", "../up", "a/b", "-x", "x" * 61, ".hidden", "two words"])
def test_a_name_that_no_folder_should_have(name):
    with pytest.raises(ValueError, match=r"must be 1 to 60 letters, digits"):
        queue.start(TINY, SHORT, name)
    assert not paths.own_runs().exists()


def test_free_names_count_up():
    assert queue.free_name("mine") == "mine"
    for name in ("mine", "mine-2", "lesson_cnn-2"):
        training.prepare(TINY, SHORT, paths.own_runs() / name)
    assert queue.free_name("mine") == queue.free_name("mine-2") == "mine-3"
    assert queue.free_name("lesson_cnn") == "lesson_cnn-3"
    training.prepare(TINY, SHORT, paths.own_runs() / "other-7")
    assert queue.free_name("other-7") == "other"


def test_a_network_that_cannot_be_built_is_not_started():
    with pytest.raises(ValueError, match=r"Conv2D window 7x7 does not fit a 5x5 input \(at layer conv2d_1\)"):
        Architecture((Conv2D(3, (24, 24)), Conv2D(3, (7, 7)), Flatten(), Dense(10, "softmax")))
    with pytest.raises(ValueError, match=r"UCI digits needs \(10,\) with softmax"):
        queue.start(Architecture((Flatten(), Dense(7, "softmax"))), SHORT, "run")
    assert not paths.own_runs().exists()


def test_shipped_runs_cannot_be_removed():
    with pytest.raises(queue.JobError, match="'lesson_cnn' is not in the folder of one's own runs"):
        queue.remove("lesson_cnn")


def test_the_command_line_stops_politely_and_resumes(tmp_path):
    out = tmp_path / "run"
    training.prepare(CNN, BY_KERAS, out)
    command = [sys.executable, "-m", "core.training", "--resume", str(out)]
    control.write(out, control.TRAIN)
    shutil.move(out / "process.json", tmp_path / "process.json")  # this very process made the folder
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    _until(lambda: runs.load(out).latest is not None)
    refused = subprocess.run(command, capture_output=True, text=True)
    assert "is being trained already" in refused.stderr
    process.send_signal(signal.SIGINT)
    assert "run: stopped with test accuracy" in process.communicate(timeout=60)[0]
    assert runs.load(out).status == "stopped"
