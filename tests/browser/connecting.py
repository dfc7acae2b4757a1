"""Going to a screen, and connecting a model, as a person does it."""

from tests.browser.tab import Tab


def go(tab: Tab, screen: str) -> None:
    """Such as `models/keys`."""
    tab.page.evaluate("screen => { location.hash = `#/${screen}`; }", screen)


def connect(tab: Tab, url: str, key: str = "", api: str = "", name: str = "") -> None:
    go(tab, "models/connections")
    tab.page.click("lw-connect [data-preset=custom]")
    form = tab.page.locator("lw-connect form")
    form.locator("[name=url]").fill(url)
    form.locator("[name=key]").fill(key)
    if name:
        form.locator("[name=called]").fill(name)
    if api:
        form.locator("[name=api]").select_option(api)
    form.locator("button").click()
