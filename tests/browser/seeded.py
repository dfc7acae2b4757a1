"""A browser whose space was filled elsewhere, before the page is opened."""

from pathlib import Path

from playwright.sync_api import BrowserContext

BRING = """async () => {
    let folder = await navigator.storage.getDirectory();
    for (const name of ["lettawasm", "spaces", "default"])
        folder = await folder.getDirectoryHandle(name, { create: true });
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true });
    const file = await folder.getFileHandle("space.db", { create: true });
    await (await fetch("seeded.db")).body.pipeTo(await file.createWritable());
}"""


def bring(context: BrowserContext, url: str, database: Path) -> None:
    context.route("**/seeded.db", lambda route: route.fulfill(path=database))
    page = context.new_page()
    page.goto(url + "manifest.webmanifest")
    page.evaluate(BRING)
    page.close()
