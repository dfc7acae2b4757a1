"""`python build.py pictures`: takes the pictures of the README and of the manifest, or of every view to look at.

python build.py pictures                  the few that are kept, in web/site/screenshots
python build.py pictures --all FOLDER     every view at three widths, light and dark
"""

import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

import build
from tests.browser.living import live
from tests.browser.tab import Tab
from tests.browser.views import VIEWS, View, show
from tests.chromium import FLAGS
from tests.model_server import ModelServer

KEPT = build.WEB / "site" / "screenshots"
SIZES: dict[str, Any] = {
    "360": {"width": 360, "height": 740},
    "768": {"width": 768, "height": 1024},
    "1440": {"width": 1440, "height": 900},
}
# Of the manifest and the README: a file's name, a view's, a size and a scheme of colours.
PICTURES = (
    ("wide", "chat", {"width": 1280, "height": 800}, "light"),
    ("timeline", "timeline", {"width": 1280, "height": 800}, "light"),
    ("narrow", "chat", {"width": 390, "height": 844}, "light"),
    ("narrow-memory", "blocks", {"width": 390, "height": 844}, "dark"),
)


def main(options: list[str]) -> None:
    folder = Path(options[1]) if options[:1] == ["--all"] else None
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright, ModelServer() as model:
        server = build.SiteServer(build.build_site())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=build.chromium(), args=list(FLAGS), reduced_motion="reduce"
        )
        context.add_init_script("localStorage.setItem('lettawasm.installOffered', 'once')")
        tab = Tab(context, server.url).controlled()
        agent = live(tab, model)
        take_all(tab.page, agent, folder) if folder else take_kept(tab.page, agent)
        context.close()
        server.shutdown()


def take_kept(page: Page, agent: str) -> None:
    views = {view.name: view for view in VIEWS}
    for name, view, size, scheme in PICTURES:
        take(page, views[view], agent, size, scheme, KEPT / f"{name}.png")


def take_all(page: Page, agent: str, folder: Path) -> None:
    for view in VIEWS:
        for width, size in SIZES.items():
            for scheme in ("light", "dark"):
                take(page, view, agent, size, scheme, folder / f"{view.name}-{width}-{scheme}.png")


def take(page: Page, view: View, agent: str, size: Any, scheme: Any, path: Path) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    show(page, view, agent)
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
