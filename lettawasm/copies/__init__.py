"""Copies of a space: which there are, how good they are, when the next is due, and which may go."""
