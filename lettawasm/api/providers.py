"""Connecting to a provider: what can be connected to, and what is wrong with a connection."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from ..doctor import examine
from ..doctor.admission import admitted
from ..errors import Misconfigured, Unauthorized
from ..providers.presets import PRESETS
from ..schemas.doctor import DiagnosisRequest, ProviderCheck
from .request import body, path_id, reply, runtime


async def presets(request: Request) -> Response:
    """The servers that people often use."""
    return reply([{**asdict(preset), "is_local": preset.is_local} for preset in PRESETS])


async def check(request: Request) -> Response:
    """Letta's question whether a key is good."""
    wanted = await body(request, ProviderCheck)
    return await _checked(request, DiagnosisRequest(**wanted.model_dump()))


async def check_one(request: Request) -> Response:
    provider_id = path_id(request, "provider_id", "provider")
    return await _checked(request, DiagnosisRequest(provider_id=provider_id))


async def diagnose(request: Request) -> Response:
    space, wanted = runtime(request), await body(request, DiagnosisRequest)
    return reply(await examine(await admitted(space.host, space.store, space.catalog, wanted)))


async def _checked(request: Request, wanted: DiagnosisRequest) -> Response:
    """Letta answers with a sentence, or with the status of what is wrong."""
    space = runtime(request)
    patient = await admitted(space.host, space.store, space.catalog, wanted)
    for finding in (await examine(patient)).findings:
        if finding.cause in ("key", "no_key"):
            raise Unauthorized(f"{finding.message} {finding.remedy}")
        if not finding.ok and finding.cause != "no_models":
            raise Misconfigured(f"{finding.message} {finding.remedy}")
    return reply({"message": f"Valid api key for provider_type={patient.provider_type}"})
