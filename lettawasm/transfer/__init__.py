"""Agents out of a space and into one, as agent files. An import happens whole or not at all."""

from .exporting import export, pack
from .folders import file_entries, source_entry
from .folders import make as make_folders
from .importing import import_file, remarks
from .options import ImportOptions

__all__ = [
    "ImportOptions",
    "export",
    "file_entries",
    "import_file",
    "make_folders",
    "pack",
    "remarks",
    "source_entry",
]
