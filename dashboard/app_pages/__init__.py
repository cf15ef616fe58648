"""A folder a page: `page.py` reads as the page looks; beside it what belongs to that page alone."""
