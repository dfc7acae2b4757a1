"""Our host for workerd runs a Worker as Cloudflare does, and keeps what it stores."""

import json
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

import build
from tests.worker.conftest import Worker, built
from worker.selfhost import account, config
from worker.selfhost.server import Failure, Server

PROBE = (Path(__file__).parent / "probe.py").read_text()


def worker_of(folder, entry=PROBE):
    """A worker with another entry.py."""
    modules = folder / "modules"
    modules.mkdir()
    for path in built().iterdir():
        (modules / path.name).symlink_to(path)
    (modules / "app.zip").unlink()
    with zipfile.ZipFile(build.SERVED / "app.zip") as old, zipfile.ZipFile(modules / "app.zip", "w") as new:
        for name in old.namelist():
            if name != "entry.pyc":
                new.writestr(name, old.read(name))
        new.writestr("entry.py", entry)
    return Worker(folder, modules=modules)


@pytest.fixture(scope="module")
def probe(tmp_path_factory):
    with worker_of(tmp_path_factory.mktemp("probe")) as started:
        started.start()
        yield started


def fetch(url, method="GET", **headers):
    request = urllib.request.Request(url, method=method, headers=headers)
    return urllib.request.urlopen(request, timeout=30)


def ask(worker, name):
    with fetch(f"{worker.url}/{name}") as answer:
        return json.load(answer)


def eventually(claim, seconds=30):
    """Wait until a claim is true."""
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_object_answers_calls_with_values_of_python(probe):
    assert ask(probe, "rpc") == {"list": [1, None, "x", True] * 2}


def test_what_is_private_to_an_object_stays_so(probe):
    assert ask(probe, "private") == "JsException"


@pytest.mark.parametrize(("name", "note"), [("wait", "what was waited for"), ("alarm", "an alarm")])
def test_work_goes_on_after_the_answer(probe, name, note):
    ask(probe, name)
    eventually(lambda: note in ask(probe, "notes"))


def test_bindings_come_from_the_environment_by_name_alone(probe):
    assert ask(probe, "env") == [probe.admin_secret, False]
    assert probe.admin_secret not in (probe.folder / "config.capnp").read_text()


def test_bindings_can_be_changed_for_a_while(probe):
    assert ask(probe, "patched") == ["new", False]


def test_the_sdk_patches_packages_for_a_place_without_threads(probe):
    assert ask(probe, "thread") == "no thread"


def test_a_failure_is_logged_and_tells_the_client_nothing(probe):
    with pytest.raises(urllib.error.HTTPError, match="500") as failed:
        ask(probe, "failure")
    assert failed.value.read() == b"Internal Server Error"
    assert "ValueError: as asked" in probe.log


def test_nothing_is_random_and_no_time_passes_at_import(probe):
    said = ask(probe, "import")
    assert said["time"] == 0
    assert "random.random can't be called at import" in said["random"]


def test_two_starts_draw_other_random_numbers(probe, tmp_path):
    with worker_of(tmp_path) as other:
        other.start()
        assert ask(other, "random") != ask(probe, "random")


@pytest.mark.parametrize("offence", ["import os; os.urandom(1)", "import uuid; uuid.uuid4()"])
def test_a_worker_that_draws_entropy_at_import_does_not_start(tmp_path, offence):
    with (
        worker_of(tmp_path, f"{offence}\n{PROBE}") as offender,
        pytest.raises(Failure, match="Disallowed operation"),
    ):
        offender.start()


def test_what_was_acknowledged_is_there_after_a_stop_and_after_a_kill(tmp_path):
    with worker_of(tmp_path) as worker:
        worker.start()
        for number, end in enumerate([worker.stop, worker.kill], 1):
            ask(worker, "alarm")
            eventually(lambda number=number: len(ask(worker, "notes")) == number)
            end()
            worker.start()
            assert ask(worker, "notes") == ["an alarm"] * number


def test_the_real_worker_is_healthy(worker):
    with fetch(worker.url + "/v1/health/") as answer:
        assert json.load(answer)["status"] == "ok"


@pytest.mark.parametrize(
    ("path", "media_type", "file"),
    [
        ("/", "text/html; charset=utf-8", "index.html"),
        ("/app.css", "text/css; charset=utf-8", "app.css"),
        ("/runtime/pyodide.asm.wasm", "application/wasm", "runtime/pyodide.asm.wasm"),
        ("/agents/of/a/page", "text/html; charset=utf-8", "index.html"),
        ("/runtime/", "text/html; charset=utf-8", "index.html"),
        ("/..%2f..%2fbuild.py", "text/html; charset=utf-8", "index.html"),
    ],
)
def test_the_site_is_served_and_every_other_address_is_its_front_page(worker, path, media_type, file):
    with fetch(worker.url + path) as answer:
        assert answer.headers["Content-Type"] == media_type
        assert answer.read() == (build.SITE / file).read_bytes()


def test_a_file_is_sent_once(worker):
    with fetch(worker.url + "/app.css", "HEAD") as head:
        assert int(head.headers["Content-Length"]) == (build.SITE / "app.css").stat().st_size
        etag = head.headers["ETag"]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        fetch(worker.url + "/app.css", **{"If-None-Match": f'"other", W/{etag}'})


def test_files_can_only_be_read(worker):
    with pytest.raises(urllib.error.HTTPError, match="405"):
        fetch(worker.url + "/app.css", "POST")


def test_a_port_in_use_is_said(worker, tmp_path):
    other = Worker(tmp_path, address=worker.setup.address)
    with other, pytest.raises(Failure, match="in use"):
        other.start()


def test_data_belongs_to_one_server_at_a_time(probe):
    with pytest.raises(Failure, match="in use by another server"):
        Server(probe.setup, probe.folder, {}).start()
    assert ask(probe, "thread") == "no thread"


def test_an_account_is_made_once_and_for_its_owners_eyes(worker, tmp_path):
    folder = tmp_path / "data"
    made = account.Account(folder, {account.SECRET: worker.admin_secret})
    token = made.token(worker.url)
    with fetch(worker.url + "/v1/agents/", Authorization=f"Bearer {token}") as answer:
        assert answer.status == 200
    again = account.Account(folder, {})
    assert again.token("http://nobody.invalid") == token
    assert account.Account(folder, {}).environment == again.environment
    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}
    assert modes == {"data": 0o700, "admin_secret": 0o600, "token": 0o600}


def test_only_our_own_variables_and_the_keys_they_name_become_bindings():
    providers = json.dumps([{"name": "a", "key": "A_KEY"}, {"name": "b"}, {"name": "c", "key": "UNSET"}])
    environment = {
        "LETTAWASM_PROVIDERS": providers,
        "LETTAWASM_SEARCH": '{"service": "brave", "key": "SEARCH_KEY"}',
        "A_KEY": "a",
        "SEARCH_KEY": "d",
        "OTHER_KEY": "b",
        "LETTAWASM_CLUSTER_KEY": "c",
    }
    assert config.bindings(environment) == [
        "A_KEY",
        "LETTAWASM_PROVIDERS",
        "LETTAWASM_SEARCH",
        "SEARCH_KEY",
    ]
    assert config.bindings({"LETTAWASM_PROVIDERS": "no JSON"}) == ["LETTAWASM_PROVIDERS"]


def test_a_bucket_elsewhere_is_found_by_the_environment():
    environment = {"AWS_ENDPOINT_URL": "https://s3.example.com", "AWS_SECRET_ACCESS_KEY": "secret"}
    cluster = config.Cluster.of("s3://spaces/x", "10.0.0.1:8788", environment)
    assert cluster.options == {"aws_endpoint": "https://s3.example.com"}
