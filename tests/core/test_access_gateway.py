"""Where a request goes, before anything is asked of it."""

import pytest

from lettawasm.access.answer import UNAUTHORIZED, Answer
from lettawasm.access.gateway import (
    UNCONFIGURED,
    Destination,
    ToAssets,
    ToDirectory,
    ToMetrics,
    ToSpace,
    is_admin,
    route,
)
from lettawasm.bearer import text_of

SECRET = "0123456789abcdef-0123456789abcdef"
TOKEN = text_of("home", "0" * 32, "0" * 64)


def go(
    path: str, bearer: str = "", method: str = "GET", secret: str | None = SECRET, **headers: str
) -> Destination:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return route(method, path, {**named, **({"authorization": f"Bearer {bearer}"} if bearer else {})}, secret)


@pytest.mark.parametrize(
    "path", ["/v1/agents", "/v1/health/", "/v1", "/admin/spaces", "/metrics", "/%761/agents"]
)
@pytest.mark.parametrize("secret", [None, "", "short", "x" * 31])
@pytest.mark.parametrize("bearer", ["", "short", TOKEN])
def test_without_a_secret_nothing_is_served_and_it_says_how_to_set_one(path, secret, bearer):
    assert go(path, bearer, secret=secret) is UNCONFIGURED
    assert UNCONFIGURED.status == 503
    assert b"npx wrangler secret put LETTAWASM_ADMIN_SECRET" in UNCONFIGURED.body


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/V1/agents", "/v1x", "/chat", "//v1/agents", "/.%2fv1", "v1"]
)
@pytest.mark.parametrize("secret", [SECRET, None])
def test_everything_else_is_a_file_of_the_site(path, secret):
    assert go(path, secret=secret) == ToAssets()


@pytest.mark.parametrize(
    "path", ["/v1/agents", "/v1/", "/v1/agents/%2e%2e/%2e%2e/admin", "/v1%2Fagents", "/v1"]
)
def test_a_token_leads_to_its_space_and_nowhere_else(path):
    assert go(path, TOKEN) == ToSpace("home", UNAUTHORIZED)
    assert go(path, TOKEN, method="DELETE") == ToSpace("home", UNAUTHORIZED)


@pytest.mark.parametrize(
    "bearer", ["", SECRET, TOKEN + "0", TOKEN.upper(), "lw_Home_" + TOKEN[8:], "lw__" + TOKEN[8:]]
)
def test_what_is_no_token_leads_nowhere(bearer):
    assert go("/v1/agents", bearer) == UNAUTHORIZED


@pytest.mark.parametrize(
    "path", ["/admin/spaces", "/admin", "/admin/", "/metrics", "/%61dmin/spaces", "/admin/spaces/home/tokens"]
)
@pytest.mark.parametrize("bearer", ["", TOKEN, SECRET[:-1], SECRET + "x", SECRET.upper()])
def test_only_the_secret_administers(path, bearer):
    assert go(path, bearer) is UNAUTHORIZED
    assert not isinstance(go(path, SECRET), Answer)


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_a_secret_that_is_none_is_nobodys(secret):
    assert not is_admin({}, secret)
    assert not is_admin({"authorization": f"Bearer {secret}"}, secret)


@pytest.mark.parametrize(
    ("path", "destination"),
    [
        ("/metrics", ToMetrics()),
        ("/admin/spaces", ToDirectory()),
        ("/admin/spaces/home", ToDirectory()),
        ("/admin/spaces/home/tokens", ToSpace("home")),
        ("/admin/spaces/home/tokens/", ToSpace("home")),
        ("/admin/spaces/home/tokens/0", ToSpace("home")),
        ("/admin/spaces/h%6Fme/tokens", ToSpace("home")),
        ("/admin/spaces/Home/tokens", ToDirectory()),
        ("/admin/spaces/a/b/tokens", ToDirectory()),
        ("/admin/spaces/home/tokensx", ToDirectory()),
    ],
)
def test_the_secret_opens_the_directory_and_the_tokens_of_spaces(path, destination):
    assert go(path, SECRET) == destination


@pytest.mark.parametrize("path", ["/v1/health", "/v1/health/"])
def test_health_needs_no_token(path):
    answer = go(path, origin="https://page.example")
    assert isinstance(answer, Answer)
    assert answer.status == 200
    assert b'"status": "ok"' in answer.body
    assert answer.headers["access-control-allow-origin"] == "https://page.example"
    assert go(path, method="POST") == UNAUTHORIZED


def test_a_preflight_is_answered_for_the_api_and_not_for_the_administration():
    wish = {"origin": "https://page.example", "access_control_request_method": "POST"}
    answer = go("/v1/agents", method="OPTIONS", **wish)
    assert isinstance(answer, Answer)
    assert answer.status == 204
    assert go("/admin/spaces", method="OPTIONS", **wish) is UNAUTHORIZED


def test_a_page_may_read_that_it_has_no_token():
    answer = go("/v1/agents", origin="https://page.example")
    assert isinstance(answer, Answer)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (401, "https://page.example")
