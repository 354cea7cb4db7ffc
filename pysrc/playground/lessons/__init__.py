"""Lessons: texts that drive the live playground and notice what the reader does in it."""
