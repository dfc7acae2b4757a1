"""Custom tools run here: jobs as texts, and the cells that run them.

`cell/` and `inside/` are what lies in a cell, JavaScript and Python; everything else is the core's side of it.
"""

from .pool import Cell, CellEnded, Pool

__all__ = ["Cell", "CellEnded", "Pool"]
