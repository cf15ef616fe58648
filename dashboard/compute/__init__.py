"""From a selection to arrays: what is worked out once and kept, and what goes on in the background."""
