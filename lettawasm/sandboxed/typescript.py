"""TypeScript as JavaScript: its types are taken out in the sandbox, by a library that comes as a script. Lines stay
where they are, so that tracebacks are true.
"""

import hashlib

from ..errors import Invalid
from ..ports import Host, HttpRequest, HttpResponse, Job, TransportError

_STRIP = """
function strip(source) {
  const options = { transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: true };
  return sucrase.transform(source, options).code;
}
"""
_MOST = 50  # sources that are remembered

_stripped: dict[str, str] = {}  # by the hash of the TypeScript


async def javascript_of(host: Host, source: str) -> str:
    """Raises Invalid for what is no TypeScript, and where that can't be had here."""
    key = hashlib.sha256(source.encode()).hexdigest()
    if key not in _stripped:
        while len(_stripped) >= _MOST:
            _stripped.pop(next(iter(_stripped)))
        _stripped[key] = await _strip(host, source)
    return _stripped[key]


async def _strip(host: Host, source: str) -> str:
    if host.sandbox is None or host.stripper is None:
        raise Invalid("TypeScript can't be run here. Write the tool in JavaScript or Python.")
    try:
        library = await host.stripper()
    except TransportError as error:
        raise Invalid(f"What takes the types out of TypeScript can't be fetched: {error.detail}") from None
    job = Job("javascript", library + _STRIP, "strip", {"source": source}, owner="typescript")
    ran = await host.sandbox.run(job, _nowhere)
    if ran.problem is not None or not isinstance(ran.value, str):
        raise Invalid(f"It is no TypeScript that can be run: {(ran.problem or '').partition(chr(10))[0]}")
    return ran.value


async def _nowhere(request: HttpRequest) -> HttpResponse:
    raise TransportError("refused", "nothing is to be asked here")
