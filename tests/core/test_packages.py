"""The packages that tools require: which wheels, from where, and what is said when there are none."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version as PipVersion

from lettawasm.errors import Invalid
from lettawasm.packages.marker import holds
from lettawasm.packages.requirement import Requirement
from lettawasm.packages.version import Version, Wanted
from lettawasm.packages.wheel import WheelName
from lettawasm.ports import Host, HttpRequest, HttpResponse, TransportError
from lettawasm.sandboxed.wheels import wheels_for
from lettawasm.schemas.grants import Grants
from lettawasm.schemas.tools import Tool
from lettawasm.store import Store
from lettawasm.testing import host
from tests.wheels import file, package

from .conftest import Space

INDEX = "https://index.example.com/simple"


class Folder:
    def __init__(self, *wheels: tuple[str, bytes]) -> None:
        self.wheels = dict(wheels)

    async def names(self) -> list[str]:
        return list(self.wheels)

    async def read(self, name: str) -> bytes:
        return self.wheels[name]


class Index:
    """A transport to an index that offers these wheels. While it is `down`, nothing is reached."""

    def __init__(self, *wheels: tuple[str, bytes], digest: str | None = None) -> None:
        self.wheels, self.digest, self.down = dict(wheels), digest, False
        self.asked: list[str] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request.url)
        if self.down:
            raise TransportError("unreachable", "no network")
        status, body = self._answer(request.url)

        async def chunks() -> Any:
            yield body

        async def aclose() -> None: ...

        return HttpResponse(status, {}, chunks(), aclose)

    def _answer(self, url: str) -> tuple[int, bytes]:
        if url.endswith((".whl", ".gz")):
            return 200, self.wheels[url.rpartition("/")[2]]
        name = url.removesuffix("/").rpartition("/")[2]
        own = [one for one in self.wheels if one.startswith(f"{name}-")]
        files = [
            {
                "filename": one,
                "url": f"https://files.example.com/{one}#sha256=x",
                "hashes": {"sha256": self.digest or hashlib.sha256(self.wheels[one]).hexdigest()},
                "yanked": "-9-" in one,
                "requires-python": "<3.14" if "-8-" in one else None,
            }
            for one in own
        ]
        return (200, json.dumps({"files": files}).encode()) if own else (404, b"")


class Bench:
    """A tool that requires packages, with a folder of wheels and an index that it may have been granted."""

    def __init__(self, *folder: tuple[str, bytes], index: Index | None = None) -> None:
        self.index = index
        plain: Host = host(transport=index)
        self.host = Host(
            plain.driver, plain.clock, plain.transport, wheels=(lambda: Folder(*folder)) if folder else None
        )
        self.store: Store = Space().store

    async def wheels(self, *required: str, **more: Any) -> list[str]:
        requirements = [dict(zip(("name", "version"), one.split(" "), strict=False)) for one in required]
        tool = Tool(id="", name="tool", pip_requirements=requirements, **more)
        grants = Grants(index=INDEX if self.index else None)
        return sorted(await wheels_for(self.host, self.store, tool, grants))


async def test_a_tool_gets_the_newest_wheels_of_all_that_it_requires() -> None:
    bench = Bench(
        package("a", "1.0"),
        package("a", "2.0", "B_b>=1", "c; python_version < '3'", "d[fast]>=1; sys_platform == 'emscripten'"),
        package("a", "3.0rc1"),
        package("b_b", "1.5"),
        package("d", "1.0", "e; extra == 'fast'", "c; extra == 'slow'"),
        package("e", "1"),
    )
    assert await bench.wheels("a") == [file("a", "2.0"), file("b_b", "1.5"), file("d", "1.0"), file("e", "1")]
    assert await bench.wheels("a 1.0") == [file("a", "1.0")]
    assert await bench.wheels("a <2") == [file("a", "1.0")]


async def test_what_two_packages_require_is_a_version_for_both() -> None:
    bench = Bench(package("a", "1", "c"), package("b", "1", "c<2"), package("c", "1"), package("c", "2"))
    assert await bench.wheels("a", "b") == [file("a", "1"), file("b", "1"), file("c", "1")]


@pytest.mark.parametrize(
    ("required", "problem"),
    [
        ("z", r"z \(for the tool\): no such package was found"),
        ("a 9", r"a==9 \(for the tool\): no such version"),
        ("native", "only for other platforms"),
        ("b", r"c<2 \(for b\), c>2 \(for d\): no such version"),
        ("broken", "is no wheel that can be read"),
        ("git+https://x", "can't be met"),
    ],
)
async def test_what_can_not_be_had_says_why(required: str, problem: str) -> None:
    bench = Bench(
        package("a", "1"),
        package("b", "1", "c<2", "d"),
        package("c", "1"),
        package("c", "3"),
        package("d", "1", "c>2"),
        package("native", "1", tags="cp314-cp314-manylinux_2_28_x86_64"),
        (file("broken", "1"), b"PK"),
    )
    with pytest.raises(Invalid, match=problem):
        await bench.wheels(required)


async def test_an_older_version_is_taken_where_newer_ones_go_together_with_nothing() -> None:
    bench = Bench(
        package("a", "1", "c"),
        package("a", "2", "c>=2"),
        package("b", "1", "c<2"),
        package("c", "1"),
        package("c", "2"),
    )
    assert await bench.wheels("a", "b") == [file("a", "1"), file("b", "1"), file("c", "1")]
    assert await bench.wheels("b", "a") == [file("a", "1"), file("b", "1"), file("c", "1")]
    assert await bench.wheels("a") == [file("a", "2"), file("c", "2")]


async def test_what_a_version_required_that_was_not_taken_counts_no_more() -> None:
    bench = Bench(
        package("a", "1"),
        package("a", "2", "c<2"),
        package("b", "1", "a<2", "c"),
        package("c", "1"),
        package("c", "2"),
    )
    assert file("c", "2") in await bench.wheels("a", "b")


async def test_all_that_one_package_says_of_another_counts() -> None:
    bench = Bench(
        package("a", "1", "c>=2", "c<3; python_version > '3'", "c[extra]; os_name == 'posix'"),
        *(package("c", version, "d; extra == 'Extra'") for version in ("1", "2", "3")),
        package("d", "1"),
    )
    assert await bench.wheels("a") == [file("a", "1"), file("c", "2"), file("d", "1")]


async def test_packages_that_require_each_other_or_themselves_come_once() -> None:
    bench = Bench(
        package("a", "1", "b", "a[x]; extra == 'all'", "c; extra == 'x'"),
        package("b", "1", "a"),
        package("c", "1"),
    )
    assert await bench.wheels("a[all]") == [file("a", "1"), file("b", "1"), file("c", "1")]


async def test_what_can_never_go_together_is_given_up() -> None:
    versions = [str(number) for number in range(30)]
    bench = Bench(
        *(package(name, version, f"c=={version}.{name == 'a':d}") for name in "ab" for version in versions),
        *(package("c", f"{version}.{own}") for version in versions for own in "01"),
    )
    with pytest.raises(Invalid, match=r"c==29\.1 \(for a\), c==29\.0 \(for b\)|would have to be looked into"):
        await bench.wheels("a", "b")


@pytest.mark.parametrize(
    ("offered", "problem"),
    [
        ([("a-1.tar.gz", b"")], "there is its source and no wheel"),
        ([package("a", "9")], "its makers have withdrawn it"),
        ([package("a", "8")], "it isn't made for Python 3.14"),
        ([package("a", "1", python="<3.12")], "it isn't made for Python 3.14"),
        (
            [package("a", "9"), package("a", "1", tags="cp313-cp313-any")],
            "only for other platforms, and its makers",
        ),
    ],
)
async def test_what_an_index_has_in_no_form_that_runs_here_is_told(offered: list[Any], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        await Bench(index=Index(*offered)).wheels("a")


async def test_a_withdrawn_version_is_taken_where_exactly_that_one_is_wanted() -> None:
    index = Index(package("a", "1"), package("a", "9"))
    assert await Bench(index=index).wheels("a") == [file("a", "1")]
    assert await Bench(index=index).wheels("a==9") == [file("a", "9")]
    with pytest.raises(Invalid, match="its makers have withdrawn it"):
        await Bench(index=index).wheels("a==9.*")


async def test_the_newest_version_that_is_made_for_our_python_is_taken() -> None:
    index = Index(
        package("a", "8"),
        package("a", "9"),
        package("a", "7", python="<3.14"),
        package("a", "6"),
        ("a-10.tar.gz", b""),
    )
    assert await Bench(index=index).wheels("a") == [file("a", "6")]


async def test_without_a_grant_no_index_is_asked() -> None:
    with pytest.raises(Invalid, match="no package index was granted"):
        await Bench().wheels("a")


async def test_what_an_index_gave_once_is_there_without_a_network() -> None:
    index = Index(package("a", "1", "b"), package("b", "2"), package("b", "9"))
    bench = Bench(index=index)
    assert await bench.wheels("a") == [file("a", "1"), file("b", "2")]
    assert index.asked[:2] == [f"{INDEX}/a/", f"https://files.example.com/{file('a', '1')}"]
    index.down = True
    assert await bench.wheels("a") == [file("a", "1"), file("b", "2")]
    with pytest.raises(Invalid, match="can't be reached: no network"):
        await bench.wheels("c")


async def test_what_is_not_what_the_index_announced_is_not_used() -> None:
    bench = Bench(index=Index(package("a", "1"), digest="0" * 64))
    with pytest.raises(Invalid, match="isn't what the package index announced"):
        await bench.wheels("a")
    assert bench.store.wheels.names(INDEX) == []


async def test_a_large_wheel_is_kept_in_parts() -> None:
    store, data = Space().store, bytes(range(256)) * 10_000
    store.wheels.put(INDEX, "a.whl", data)
    assert store.wheels.read(INDEX, "a.whl") == data
    assert store.wheels.names("https://another.example.com") == []


async def test_packages_of_npm_are_refused() -> None:
    with pytest.raises(Invalid, match="npm packages, which can't be installed here"):
        await Bench().wheels(npm_requirements=[{"name": "left-pad"}])


ORDERED = [
    "1.0.dev1",
    "1.0a1",
    "1.0b2",
    "1.0rc1",
    "1.0",
    "1.0+local.2",
    "1.0.post1",
    "1.1.dev1",
    "1.1",
    "1.10",
    "1!0.1",
]


def test_versions_are_ordered_as_the_specification_has_it() -> None:
    assert sorted(set(ORDERED), key=Version.of) == ORDERED
    assert Version.of("v1.0-RC.1") == Version.of("1rc1")


_NUMBERS = st.lists(st.sampled_from([0, 1, 2, 10]), min_size=1, max_size=3)
_ENDS = [
    ["a1", "b2", "rc1", ".alpha2", "-pre", "c3"],
    [".post1", "-2", ".rev3"],
    [".dev1"],
    ["+local", "+ab.1", "+1-2"],
]
VERSIONS = st.builds(
    lambda epoch, numbers, ends: epoch + ".".join(map(str, numbers)) + "".join(ends),
    st.sampled_from(["", "", "1!"]),
    _NUMBERS,
    st.tuples(*(st.sampled_from(["", "", *ends]) for ends in _ENDS)),
)


@given(VERSIONS, VERSIONS, st.sampled_from(["==", "!=", "<=", ">=", "<", ">", "~=", "==="]))
def test_versions_are_compared_as_pip_compares_them(one: str, other: str, operator: str) -> None:
    assert (Version.of(one) < Version.of(other)) == (PipVersion(one) < PipVersion(other))
    assert (Version.of(one) == Version.of(other)) == (PipVersion(one) == PipVersion(other))
    try:
        theirs = SpecifierSet(operator + other).contains(one, prereleases=True)
    except InvalidSpecifier:
        with pytest.raises(ValueError, match="says nothing of a version"):
            Wanted.of(operator + other)
    else:
        assert Wanted.of(operator + other).allows(Version.of(one), unstable=True) == theirs


@pytest.mark.parametrize(
    ("wanted", "allowed", "refused"),
    [
        (">=1,<2", "1.9", "2.0"),
        ("~=1.4.2", "1.4.9", "1.5"),
        ("~=1.4", "1.9", "2.0"),
        ("~=1.5", "1.9", "1!1.9"),
        (">1.0a1", "1.0.post1", "1.0a1.post1"),
        ("==1.*", "1.7", "2.0"),
        ("!=1.5.*", "1.6", "1.5.1"),
        ("==1.0", "1.0+local", "1.0.1"),
        (">1.0", "1.1", "1.0.post1"),
        ("<2", "1.9", "2.0rc1"),
        (">=1.0rc1", "1.0rc2", "1.0b1"),
        ("===1.0", "1.0", "1.0.0"),
        ("(>=1)", "1", "0.9"),
        ("", "1.0", "1.0a1"),
    ],
)
def test_versions_are_wanted_as_the_specification_has_it(wanted: str, allowed: str, refused: str) -> None:
    assert Wanted.of(wanted).allows(Version.of(allowed))
    assert not Wanted.of(wanted).allows(Version.of(refused))


@pytest.mark.parametrize(
    ("marker", "met"),
    [
        ('python_version >= "3.9"', True),
        ('python_version < "3.10"', False),
        ("sys_platform == 'win32' or (os_name == 'posix' and not_x == 'a')", None),
        ("sys_platform == 'win32' or os_name == 'posix' and extra != ''", True),
        ("'linux' not in sys_platform", True),
        ("platform_machine in 'wasm32 x86'", True),
        ("extra == 'Dev_Env'", True),
        ("'dev.env' != extra", False),
        ("python_implementation == 'CPython'", True),
        ("(" * 30 + "os_name == 'posix'" + ")" * 30, None),
        ("os_name ==", None),
        ("os_name == 'posix' os_name", None),
    ],
)
def test_conditions_are_met_as_in_the_sandbox(marker: str, met: bool | None) -> None:
    if met is None:
        with pytest.raises(ValueError, match="condition"):
            holds(marker, "dev-env")
    else:
        assert holds(marker, "dev-env") is met


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("a-1-py3-none-any.whl", True),
        ("a-1-1-py2.py3-none-any.whl", True),
        ("a-1-py37-none-any.whl", True),
        ("a-1-cp315-none-any.whl", False),
        ("a-1-py2-none-any.whl", False),
        ("a-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl", True),
        ("a-1-cp39-abi3-pyemscripten_2026_0_wasm32.whl", True),
        ("a-1-cp313-cp313-pyemscripten_2026_0_wasm32.whl", False),
        ("a-1-cp314-cp314-manylinux_2_28_x86_64.whl", False),
        ("a-1-cp314-none-any.whl", True),
        ("a-1-cp312-none-any.whl", False),
        ("a-1-py3-none-pyemscripten_2026_0_wasm32.whl", True),
        ("a-1.tar.gz", False),
        ("a-1.exe", None),
        ("a-one-py3-none-any.whl", None),
    ],
)
def test_a_wheels_name_tells_whether_it_runs(name: str, runs: bool | None) -> None:
    made = WheelName.of(name)
    assert (made and made.runs) == runs


def test_a_requirement_is_read_with_all_that_it_says() -> None:
    read = Requirement.of("Flask_Thing[async, Dot.Env] (>=1.0,<2); extra == 'web' and python_version > '3'")
    assert (read.name, read.extras, str(read.wanted)) == ("flask-thing", ("async", "dot-env"), ">=1.0,<2")
    assert read.counts(("web",))
    assert not read.counts()
    with pytest.raises(ValueError, match="isn't understood"):
        Requirement.of("a @ https://example.com/a.whl")
