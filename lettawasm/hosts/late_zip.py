"""The modules that no first answer needs: they lie in a zip of their own, which is read when one is imported."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from zipimport import ZipImportError, zipimporter

PATH = "/lib/late.zip"  # where web/site/archives.js puts it


class LateZip(MetaPathFinder):
    """Finds what all others did not. A package may have some of its modules here and the rest elsewhere."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, _ = fullname.rpartition(".")
        if package.partition(".")[0] != "lettawasm":
            return None
        try:
            return zipimporter(f"{PATH}/{package.replace('.', '/')}").find_spec(fullname)
        except ZipImportError:  # there is no such zip, or no way to it
            return None


def install() -> None:
    """Safe to call again."""
    if not any(isinstance(finder, LateZip) for finder in sys.meta_path):
        sys.meta_path.append(LateZip())
