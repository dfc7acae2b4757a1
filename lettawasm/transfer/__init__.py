"""Agents out of a space and into one, as agent files. An import happens whole or not at all."""

from .exporting import export
from .importing import ImportOptions, import_file, remarks

__all__ = ["ImportOptions", "export", "import_file", "remarks"]
