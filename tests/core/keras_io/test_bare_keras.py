"""Keras in a process of our own does not load what it would only take up; who wants that afterwards has it."""

import subprocess
import sys

from core.keras_io import bare_keras

ALONE = f"""
import sys
from core.keras_io import bare_keras
with bare_keras.alone():
    from core.keras_io import live_models
assert "keras" in sys.modules
print(sorted(set({bare_keras.TAKEN_UP}) & set(sys.modules)))
import matplotlib, pandas, sklearn
print(pandas.DataFrame({{"a": [1]}}).shape)
"""


def test_keras_comes_without_what_it_takes_up_and_others_still_have_it():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["[]", "(1, 1)"], done.stderr


def test_what_was_there_before_stays():
    import pandas

    with bare_keras.alone():
        assert sys.modules["pandas"] is pandas
    assert sys.modules["pandas"] is pandas


def test_by_itself_it_takes_up_some_of_them():
    loaded = f"import keras, sys; print(len(set({bare_keras.TAKEN_UP}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, timeout=120)
    assert int(done.stdout) > 0, done.stderr
