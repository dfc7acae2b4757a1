"""How hard a model can be asked to think, as far as its API and its name tell. Where that is wrong, a server that
refuses the wish is asked without it.

OpenAI: https://platform.openai.com/docs/guides/reasoning · Anthropic: https://docs.anthropic.com/en/docs/build-with-claude/effort
Gemini: https://ai.google.dev/gemini-api/docs/thinking
"""

import re

_APIS: dict[str, tuple[str, ...]] = {
    "anthropic": ("none", "low", "medium", "high", "xhigh", "max"),
    "google_ai": ("minimal", "low", "medium", "high"),
    "letta": (),  # its agents decide for themselves
}
_OTHERS = ("none", "minimal", "low", "medium", "high", "xhigh")  # OpenAI's
_DATE = r"(-\d{4}-\d\d-\d\d)?"
_KNOWN = tuple(
    (re.compile(pattern), efforts)
    for pattern, efforts in (
        (r"(chat)?gpt-[34].*", ()),
        (r"gpt-5(\.\d+)?-chat.*", ()),
        (r"o[1-9](-.+)?", ("low", "medium", "high")),
        (rf"gpt-5(-mini|-nano)?{_DATE}", ("minimal", "low", "medium", "high")),
        (rf"gpt-5\.1{_DATE}", ("none", "low", "medium", "high")),
        (r"gpt-5(\.1)?-codex(-mini)?", ("low", "medium", "high")),
        (r"gemini-[12].*", ("none", "minimal", "low", "medium", "high")),
    )
)


def efforts(provider_type: str, model: str) -> tuple[str, ...]:
    """From the least to the most; of two that an API knows no difference between, one."""
    name = model.rpartition("/")[2].lower()
    known = next((efforts for pattern, efforts in _KNOWN if pattern.fullmatch(name)), None)
    offered = _APIS.get(provider_type, _OTHERS)
    return known if known is not None and offered else offered
