"""What the tests of the built app share."""

import shutil
from pathlib import Path

import pytest

import build
from tests.witness import Witness


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built app in `site`: a copy, since another build may replace the original meanwhile."""
    folder = tmp_path_factory.mktemp("dist")
    shutil.copytree(build.build_site(), folder / "site")
    return folder


@pytest.fixture
def witness(built_site: Path):
    """Serves the built app under `/site/`, and beside it the pages that drive it."""
    witness = Witness(built_site, Path(__file__).parent)
    yield witness
    witness.close()
