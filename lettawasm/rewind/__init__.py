"""Going back: to a version, to a moment, to before a source was believed. Nothing here awaits or is ever final:
each way back is a new version, which can be gone back from.
"""
