"""Making a block shorter: on request, or by itself when a turn is over in which an agent has filled it.

Nothing is lost: the old text is a version that can be restored, and what goes to the archive can be searched.
"""
