"""Pickers and views that several pages use."""
