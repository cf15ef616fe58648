"""A few hundred of the damaged files that `python -m tests.fuzz` makes by the thousand."""

from tests import fuzz


def test_damaged_files_are_read_or_refused_in_a_sentence():
    findings = fuzz.run(600, seed=1)
    assert not findings.faults
    assert all(findings.counts[kind, outcome] > 3 for kind in fuzz.PARSERS for outcome in ("read", "refused"))
