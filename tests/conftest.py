"""What every suite may ask for: the built site at an address, and a browser to open it with."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

import build
from tests.chromium import FLAGS

settings.register_profile("any machine", deadline=None)  # how long an example takes says nothing here
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def site_url() -> Iterator[str]:
    """The address of the site, built from this work tree; it ends with a slash."""
    with build.SiteServer(build.build_site()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    return build.chromium()


@pytest.fixture(scope="session")
def chromium_flags() -> list[str]:
    """How to start it: without a window, and silent on the network. Add a fresh --user-data-dir."""
    return [*FLAGS]
