"""Bringing people home: what they kept elsewhere becomes memory of an agent here.

A file is opened as Luggage; the Reader that recognises it by its content tells its Items one by one, and these
are unpacked into the space in slices. Readers are pure: bytes in, values out. See `readers` to add a format.
"""
