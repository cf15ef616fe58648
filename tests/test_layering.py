"""Who may import whom, by folder; and looking never imports what learning needs."""

import ast
import pkgutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import core
from dashboard.session import state

ROOT = Path(__file__).parent.parent
CORE = (
    *(
        "checks",
        "paths",
        "formats",
        "networks",
        "untrusted",
        "digits",
        "datasets",
        "evaluation",
        "inspection",
        "keras_io",
    ),
    *(
        "questions",
        "classroom",
        "explanation",
        "runs",
        "workers",
        "measures",
        "training",
        "experiments",
        "export",
        "reproduce",
    ),
)
DASHBOARD = (
    "menu",
    "text",
    "draw",
    "session",
    "lessons",
    "compute",
    "components",
    "widgets",
    "app_pages",
    "Home",
    "command",
)
LEARNING = (
    *("keras_io.live_models", "explanation.compiled_ascent"),
    *("training.keras_learner", "training.augmentation", "training.sklearn_learner"),
)


def _imports(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _files(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def _room(file, package):
    return file.relative_to(ROOT / package).parts[0].removesuffix(".py")


@pytest.mark.parametrize(("package", "rooms"), [("core", CORE), ("dashboard", DASHBOARD)])
def test_a_room_imports_itself_and_rooms_before_it(package, rooms):
    backwards = []
    for file in _files(package):
        if (room := _room(file, package)) == "__init__":
            continue
        for name in _imports(file):
            parts = name.split(".")
            if parts[0] == package and len(parts) > 1 and rooms.index(parts[1]) > rooms.index(room):
                backwards.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not backwards


def test_core_knows_nothing_of_the_dashboard():
    forbidden = {"streamlit", "plotly", "dashboard"}
    assert not [(file, name) for file in _files("core") for name in _imports(file) if name.split(".")[0] in forbidden]


@pytest.mark.parametrize("room", ["draw", "text"])
def test_what_draws_or_words_knows_nothing_of_streamlit(room):
    assert not [file for file in _files(f"dashboard/{room}") if "streamlit" in set(_imports(file))]


def test_a_page_imports_no_other_page():
    for file in _files("dashboard/app_pages"):
        page = file.relative_to(ROOT / "dashboard/app_pages").parts[0]
        others = [name for name in _imports(file) if name.startswith("dashboard.app_pages.")]
        assert all(name.split(".")[2] == page for name in others), file


def test_only_compute_caches_and_only_state_spells_keys():
    for file in _files("dashboard"):
        text = file.read_text()
        assert "st.cache_" not in text or _room(file, "dashboard") == "compute", file
        assert "query_params" not in text or file.name == "state.py", file
        assert "session_state" not in text or file.name in ("state.py", "callbacks.py"), file  # which asks for no key


def _spelled_keys(file):
    """Where a file spells a key itself: `state.put("layer", ...)`, `state.choose({"layer": ...})`, `key="layer"`."""
    keys = {value for name, value in vars(state).items() if name.isupper() and isinstance(value, str)}

    def is_key(node):
        return isinstance(node, ast.Constant) and node.value in keys

    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "key" and is_key(keyword.value))
        yield from (keyword for keyword in node.keywords if keyword.arg == "kwargs")
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "state":
            names = [name for argument in node.args if isinstance(argument, ast.Dict) for name in argument.keys]
            yield from filter(is_key, (*node.args[: node.func.attr not in ("go", "widget")], *names))
            if not node.func.attr[0].isupper():
                yield from (keyword for keyword in node.keywords if keyword.arg in keys or keyword.arg is None)


def test_a_key_is_spelled_once():
    values = [value for name, value in vars(state).items() if name.isupper() and isinstance(value, str)]
    assert len(values) == len(set(values))
    for file in _files("dashboard"):
        if file.name != "state.py":
            assert not [ast.unparse(node) for node in _spelled_keys(file)], file


@pytest.mark.parametrize(
    "line",
    [
        'state.put("layer", name)',
        'state.choose({state.CHANNEL: 3, "layer": name})',
        "state.choose(layer=name)",
        'state.go("journey", {"runs": keys})',
        'st.button("Compare", on_click=state.go, args=(page,), kwargs={"tests": tests})',
        'st.slider("Epsilon", key="epsilon")',
    ],
)
def test_a_key_spelled_elsewhere_is_noticed(tmp_path, line):
    file = tmp_path / "page.py"
    file.write_text(line)
    assert list(_spelled_keys(file))


def _falls_through(tree):
    """Every match that does nothing at all with a kind it does not know: no case for the rest, no way out below."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            steps = getattr(node, name, None)
            for step, after in pairwise([*steps, None]) if isinstance(steps, list) else ():
                if isinstance(step, ast.Match) and not isinstance(after, ast.Raise | ast.Return):
                    last = step.cases[-1]
                    is_rest = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and not last.guard
                    if not (is_rest and isinstance(last.body[-1], ast.Raise | ast.Return)):
                        yield step


@pytest.mark.parametrize("package", ["core", "dashboard"])
def test_no_match_falls_through(package):
    for file in (ROOT / package).rglob("*.py"):
        assert not [f"{file}:{step.lineno}" for step in _falls_through(ast.parse(file.read_text()))]


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("match a:\n    case 1: f()", True),
        ("match a:\n    case _ if b: raise E", True),
        ("if b:\n    pass\nelse:\n    match a:\n        case 1: f()", True),
        ("match a:\n    case 1: f()\n    case _: raise E", False),
        ("match a:\n    case 1: f()\nraise E", False),
    ],
)
def test_a_match_that_falls_through_is_noticed(code, is_one):
    assert bool(list(_falls_through(ast.parse(code)))) == is_one


def test_looking_leaves_keras_and_tensorflow_alone():
    """In a process of its own, because other tests import them."""
    names = [module.name for module in pkgutil.walk_packages(core.__path__, "core.")]
    looking = [name for name in names if name.removeprefix("core.") not in LEARNING and "__main__" not in name]
    script = (
        f"import importlib, sys\nfor name in {looking}: importlib.import_module(name)\n"
        "print([name for name in ('keras', 'tensorflow', 'streamlit') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
