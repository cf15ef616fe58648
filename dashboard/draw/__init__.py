"""From arrays to pictures: colours, scenes, charts and tables, as data that knows nothing of the page."""
