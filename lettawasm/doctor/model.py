"""The model itself: whether it is there, holds the conversation, and says a word."""

from ..model import ChatMessage, Done, Failed, FailureKind, ModelRequest, Text
from ..schemas.doctor import Cause, Finding
from ..schemas.providers import is_home
from .patient import Patient

SHARE = 0.5  # of a window: what may be taken before anybody has said a word

_CAUSES: dict[FailureKind, Cause] = {
    "auth": "key",
    "quota": "quota",
    "rate_limited": "rate_limit",
    "context_overflow": "context_too_small",
    "not_found": "no_such_model",
    "server_error": "server_error",
    "timeout": "timeout",
    "garbage": "not_compatible",
}
_REMEDIES: dict[Cause, str] = {
    "key": "The key reads the list of models and may not use this one. Look at its permissions, or make another one.",
    "quota": "Look at the account's plan and billing, or choose another provider as a fallback.",
    "rate_limit": "Wait a little. A fallback answers in the meantime, if you choose one.",
    "context_too_small": "Load the model with a larger context, or choose another one.",
    "no_such_model": "Choose one of the models that the server has.",
    "timeout": "It may be loading the model. Wait a little, then check again.",
}
_LOOK = "The server's own log tells more."


async def known(patient: Patient) -> Finding | None:
    """Whether the server has the model, as far as it tells."""
    models = [info.name for info in await patient.provider.models()]
    if not models:
        return _none(patient) if patient.model is None or is_home(patient.provider_type) else None
    if patient.model is None:
        several = f"{len(models)} models" if models[1:] else f"the model {models[0]}"
        return Finding(check="model", ok=True, message=f"It has {several}.")
    if patient.model in models:
        return Finding(check="model", ok=True, message=f"It has the model {patient.model}.")
    near = nearest(patient.model, models)
    return Finding(
        check="model",
        ok=False,
        cause="no_such_model",
        message=f"{patient.shown} has no model named {patient.model}.",
        remedy=f"Choose another one. The likest are {', '.join(near)}.",
        suggestion=near[0],
    )


def nearest(wanted: str, names: list[str]) -> list[str]:
    """The names that are likest, the likest first."""
    from difflib import SequenceMatcher

    def likeness(name: str) -> float:
        return SequenceMatcher(None, wanted.lower(), name.lower(), autojunk=False).ratio()

    return sorted(names, key=likeness, reverse=True)[:3]


def _none(patient: Patient) -> Finding:
    return Finding(
        check="model",
        ok=False,
        cause="no_models",
        message=f"{patient.shown} answers, and has no model to talk with.",
        remedy="Load or download a model there, then check again.",
    )


async def window(patient: Patient) -> Finding | None:
    """Whether a conversation has room beside what the model is always shown."""
    if patient.model is None or not patient.prompt_tokens or is_home(patient.provider_type):
        return None  # of our prompt, nothing is shown to an agent that lives elsewhere
    told = {info.name: info.context_window for info in await patient.provider.models()}
    if not (tokens := told.get(patient.model)):
        return None
    if patient.prompt_tokens <= tokens * SHARE:
        return Finding(
            check="context", ok=True, message=f"The agent fits into its {tokens:,} tokens of context."
        )
    taken = f"this agent's prompt and tools alone take {patient.prompt_tokens:,}"
    said = f"{patient.model} holds {tokens:,} tokens, and {taken}."
    remedy = (
        "Load the model with a larger context, choose another one, or set the agent's prompt profile to small and"
        " shorten its memory blocks."
    )
    return Finding(check="context", ok=False, cause="context_too_small", message=said, remedy=remedy)


async def reply(patient: Patient) -> Finding | None:
    """Whether the model says anything, if one was named that forgets what it is asked."""
    if patient.model is None:
        return None
    if is_home(patient.provider_type):
        said = f"{patient.model} wasn't asked for a word, since it would remember that. All else is well."
        return Finding(check="reply", ok=True, message=said)
    question = (ChatMessage("user", (Text("Say OK."),)),)
    last: object = None
    async for event in patient.provider.stream(ModelRequest(patient.model, question, max_tokens=16)):
        last = event
    if isinstance(last, Done):
        return Finding(check="reply", ok=True, message=f"{patient.model} replies.")
    failed = last if isinstance(last, Failed) else Failed("garbage", "Nothing came.")
    cause = _CAUSES.get(failed.kind, "model_failed")
    remedy = _REMEDIES.get(cause, _LOOK)
    return Finding(check="reply", ok=False, cause=cause, message=failed.message, remedy=remedy)
