"""The checks in their order, each of which needs those before it to have gone well."""

from collections.abc import AsyncIterator, Awaitable, Callable

from ..schemas.doctor import Diagnosis, Finding
from .answer import api
from .model import known, reply, window
from .patient import Patient
from .way import address, connection

Check = Callable[[Patient], Awaitable[Finding | None]]  # None: there is nothing to check

CHECKS: tuple[Check, ...] = (address, connection, api, known, window, reply)


async def examine(patient: Patient) -> Diagnosis:
    findings = [finding async for finding in _findings(patient)]
    return Diagnosis(ok=all(finding.ok for finding in findings), findings=findings)


async def _findings(patient: Patient) -> AsyncIterator[Finding]:
    """Those up to the first that isn't ok."""
    for check in CHECKS:
        if finding := await check(patient):
            yield finding
            if not finding.ok:
                return
