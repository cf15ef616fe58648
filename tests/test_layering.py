"""Who may import whom, and that looking never imports what learning needs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEARNING = {"keras_models", "keras_layers", "compiled", "fitting", "augmentation", "sklearn_models"}
LOOKING = sorted(file.stem for file in (ROOT / "core").glob("*.py") if file.stem not in LEARNING | {"__init__"})


def _imports(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _all_imports(*folders):
    return {(file, name) for folder in folders for file in (ROOT / folder).rglob("*.py") for name in _imports(file)}


def test_core_knows_nothing_of_the_dashboard():
    forbidden = ("streamlit", "plotly", "dashboard")
    assert not [pair for pair in _all_imports("core") if pair[1].split(".")[0] in forbidden]


DRAWING = (
    "bench_words",
    "blocks",
    "cell_words",
    "chains",
    "colors",
    "confusion",
    "digits",
    "drafts",
    "examples",
    "figures",
    "filter_words",
    "filters",
    "fooled",
    "function_words",
    "glossary",
    "gradient_lines",
    "identity",
    "journey",
    "keras_lines",
    "layer_words",
    "losing",
    "own_words",
    "pictures",
    "preparing",
    "reasons",
    "responses",
    "scenes",
    "size_chart",
    "small_workings",
    "sum_workings",
    "tables",
    "verdicts",
    "words",
    "workings",
)


@pytest.mark.parametrize("module", DRAWING)
def test_what_draws_or_words_knows_nothing_of_streamlit_or_state(module):
    found = set(_imports(ROOT / f"dashboard/{module}.py"))
    assert not found & {"streamlit", "dashboard.state", "dashboard.resources", "dashboard.controls", "dashboard.looks"}


def test_pages_do_not_import_pages_and_nothing_imports_them():
    assert not [pair for pair in _all_imports("dashboard") if "app_pages" in pair[1] or "Home" in pair[1]]


def test_only_resources_caches_and_only_state_spells_keys():
    for file in (ROOT / "dashboard").rglob("*.py"):
        text = file.read_text()
        assert "st.cache_" not in text or file.name == "resources.py", file
        if file.name != "state.py":
            assert "session_state" not in text, file
            assert "query_params" not in text, file


@pytest.mark.parametrize("module", LOOKING)
def test_looking_leaves_keras_and_tensorflow_alone(module):
    script = f"import sys, core.{module}; print([m for m in ('keras', 'tensorflow', 'streamlit') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
