"""What the files of a lesson share: Markdown that only bolds; a page that asks nobody and runs only its own script."""

from dashboard.text import lesson_html
from dashboard.text.quotation import escaped


def test_bold_and_paragraphs_are_all_that_markdown_makes():
    assert lesson_html.in_html("**a** b\n\nc") == "<p><strong>a</strong> b</p><p>c</p>"
    assert lesson_html.in_html(escaped("**a** :b: `c` <d>"), inline=True) == "**a** :b: `c` &lt;d&gt;"


def test_a_page_asks_nobody_and_only_its_own_script_runs():
    plain, moving = lesson_html.page("<t>", "", "body"), lesson_html.page("<t>", "", "body", "show();")
    assert "script" not in plain
    assert "script-src 'unsafe-inline'" in moving
    assert "<script>show();</script>" in moving
    for made in (plain, moving):
        assert "default-src 'none'" in made
        assert "<title>&lt;t&gt;</title>" in made
