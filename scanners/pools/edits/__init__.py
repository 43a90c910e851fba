"""Suggested edits: what a developer would change, where that is certain."""
