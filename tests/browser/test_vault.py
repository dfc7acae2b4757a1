"""Secrets of tools as a browser keeps them: in memory for this session, or in a vault whose key nobody can read."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import Browser
from tests.browser.connecting import go
from tests.browser.tab import Json, Tab

MEASURE = '''import os

def measure() -> str:
    """Measure the tokens."""
    return " and ".join(str(len(os.environ[name])) for name in ("TOKEN", "KEPT"))
'''
TOKEN = "hush-hush"
PASSPHRASE = "a horse, a staple"

# Where Python is: notes the keys that are made and used from now on, and how often a passphrase is hashed.
NOTE = """() => {
    const noted = globalThis.noted = { made: [], used: [], rounds: 0 };
    const { subtle } = crypto;
    const note = (name, then) => {
        const own = SubtleCrypto.prototype[name];
        subtle[name] = async (...given) => {
            const came = await own.apply(subtle, given);
            then(came, given);
            return came;
        };
    };
    for (const name of ["importKey", "unwrapKey"]) note(name, (key) => noted.made.push(key));
    for (const name of ["encrypt", "decrypt"]) note(name, (_, given) => noted.used.push(given[1]));
    note("deriveBits", (_, [{ iterations }]) => (noted.rounds += iterations));
}"""
# What comes of reading each of them, and of sealing a key with another one.
READ = """async () => {
    const { made, used, rounds } = globalThis.noted;
    const whatComes = (work) => work.then(() => "it is told", (error) => error.name);
    const read = (key) => Promise.all(["raw", "jwk"].map((as) => whatComes(crypto.subtle.exportKey(as, key))));
    return {
        made: [...new Set((await Promise.all(made.map(read))).flat())].sort(),
        used: [...new Set((await Promise.all(used.map(read))).flat())],
        can: [...new Set(used.flatMap((key) => key.usages))].sort(),
        rounds,
    };
}"""


@pytest.fixture(scope="module")
def browser(lasting: Callable[..., Browser]) -> Browser:
    return lasting()


@pytest.fixture(scope="module")
def first(browser: Browser, site_url: str) -> Iterator[Tab]:
    """The tab in which Python runs, as long as it is open. A tool was granted two secrets, and a vault, which is
    locked, has the value of one.
    """
    tab = Tab(browser.start(), site_url).controlled()
    tool = tab.call("POST", "v1/tools/", {"source_code": MEASURE})["id"]
    granted = {"variables": [{"name": "TOKEN"}, {"name": "KEPT"}]}
    tab.call("PUT", f"v1/tools/{tool}/grants", granted)
    tab.call("POST", "v1/vault", {"passphrase": PASSPHRASE})
    entry = {"kind": "tool", "owner": tool, "name": "KEPT", "secret": TOKEN}
    tab.call("PUT", "v1/vault/entries", entry)
    tab.call("POST", "v1/vault/lock", {})
    yield tab


def open_tool(tab: Tab) -> str:
    """Its path in the API."""
    tool = tab.call("GET", "v1/tools/?name=measure")[0]["id"]
    go(tab, f"tools/tool/{tool}")
    tab.page.locator("lw-tool-trial summary").click()
    tab.page.locator("lw-tool-secrets input").first.wait_for()
    return f"v1/tools/{tool}"


def give(tab: Tab, name: str, told: str) -> None:
    field = tab.page.get_by_role("textbox", name=f"Value of {name}")
    field.fill(TOKEN)
    field.press("Enter")
    tab.see(told, f"lw-tool-secrets li:has-text('{name}')")


def run(tab: Tab, told: str) -> None:
    tab.page.locator("lw-tool-trial").get_by_role("button", name="Run").click()
    tab.see(told, "lw-tool-trial .result")


def kept(tab: Tab, path: str) -> dict[str, Json]:
    return {one["name"]: (one["kept"], one["is_locked"]) for one in tab.call("GET", f"{path}/secrets")}


def keeps(tab: Tab, path: str, expected: dict[str, Json]) -> None:
    """Wait until it does: whatever runs Python now is given what the tab holds."""
    deadline = time.monotonic() + 60
    while (states := kept(tab, path)) != expected:
        assert time.monotonic() < deadline, states
        tab.page.wait_for_timeout(50)


def test_the_key_of_a_vault_is_made_of_600_000_rounds_and_can_be_used_but_never_read(first: Tab) -> None:
    tool = first.call("GET", "v1/tools/?name=measure")[0]["id"]
    [python] = first.page.workers
    python.evaluate(NOTE)
    first.call("POST", "v1/vault/unlock", {"passphrase": PASSPHRASE})
    entry = {"kind": "tool", "owner": tool, "name": "OTHER", "secret": TOKEN}
    first.call("PUT", "v1/vault/entries", entry)
    first.call("POST", "v1/vault/lock", {})
    assert python.evaluate(READ) == {
        "made": [
            "InvalidAccessError",
            "NotSupportedError",
        ],  # the latter for passphrases, which none can tell
        "used": ["InvalidAccessError"],
        "can": ["decrypt", "encrypt"],
        "rounds": 600_000,
    }


def test_a_value_for_the_session_outlives_the_tab_that_python_ran_in_and_is_forgotten_by_all(
    browser: Browser, first: Tab, site_url: str
) -> None:
    second = Tab(first.page.context, site_url).controlled()
    path = open_tool(second)
    give(second, "TOKEN", "in memory for this session")
    run(second, "The vault is locked.")
    second.page.get_by_label("Passphrase").fill(PASSPHRASE)
    second.page.get_by_label("Passphrase").press("Enter")
    second.see("in the vault.", "lw-tool-secrets li:has-text('KEPT')")
    run(second, f"{len(TOKEN)} and {len(TOKEN)}")
    first.page.close()
    keeps(second, path, {"TOKEN": ("session", False), "KEPT": ("vault", True)})
    run(second, "The vault is locked.")  # and of TOKEN nothing is said: it is there
    third = Tab(second.page.context, site_url).controlled()
    open_tool(third)
    third.page.get_by_role("button", name="Remove the value of TOKEN").click()
    third.see("No value yet", "lw-tool-secrets li:has-text('TOKEN')")
    third.page.close()
    run(second, "The vault is locked.")
    assert kept(second, path)["TOKEN"] == (None, False)


def test_what_a_tab_holds_is_listed_among_the_keys_and_kept_in_the_vault_or_forgotten(
    first: Tab, site_url: str
) -> None:
    tab = Tab(first.page.context, site_url).controlled()
    path = open_tool(tab)
    tab.call("POST", "v1/vault/lock", {})
    give(tab, "TOKEN", "in memory for this session")
    go(tab, "models/keys")
    forget = tab.page.get_by_role("button", name="Forget the key of Tool measure: TOKEN")
    forget.wait_for()
    tab.call("POST", "v1/vault/unlock", {"passphrase": PASSPHRASE})
    tab.page.locator("lw-tab-keys").get_by_role("button", name="Keep it in the vault").click()
    tab.see("This tab holds no key.", "lw-tab-keys")
    assert kept(tab, path)["TOKEN"] == ("vault", False)
    tab.call("POST", "v1/vault/lock", {})
    go(tab, f"tools/tool/{path.removeprefix('v1/tools/')}")
    give(tab, "TOKEN", "in memory for this session")
    go(tab, "models/keys")
    forget.click()
    tab.see("This tab holds no key.", "lw-tab-keys")
    assert kept(tab, path)["TOKEN"] == (None, False)


def test_what_is_for_the_session_is_gone_when_the_browser_is_closed_and_the_vault_stays(
    browser: Browser, first: Tab, site_url: str
) -> None:
    tab = Tab(first.page.context, site_url).controlled()
    open_tool(tab)
    give(tab, "TOKEN", "in memory for this session")
    browser.quit()
    again = Tab(browser.start(), site_url).controlled()
    path = open_tool(again)
    assert kept(again, path) == {"TOKEN": (None, False), "KEPT": ("vault", True)}
