"""Processes beside the server: long work, and the reading of files from strangers."""
