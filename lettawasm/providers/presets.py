"""Servers that people often use: how to connect each, and what to do where it doesn't answer or refuses a page."""

from dataclasses import dataclass

from ..address import Address
from .kinds import KINDS


@dataclass(frozen=True, slots=True)
class Preset:
    """`start` says how the server is made to run and `allow` how it is told that a page (`{origin}`) may ask it, for
    those that a person runs. `key_page` is where an account's keys are made.
    """

    name: str
    title: str
    provider_type: str = "openai"
    base_url: str = ""
    needs_key: bool = True
    key_page: str = ""
    start: str = ""
    allow: str = ""

    @property
    def is_local(self) -> bool:
        return bool(self.start)


def _cloud(name: str, title: str, key_page: str, provider_type: str | None = None) -> Preset:
    kind = KINDS[provider_type or name]
    return Preset(name, title, provider_type or name, kind.base_url, key_page=key_page)


def _local(name: str, title: str, provider_type: str, base_url: str, start: str, allow: str) -> Preset:
    return Preset(name, title, provider_type, base_url, needs_key=False, start=start, allow=allow)


PRESETS = (
    _local(
        *("ollama", "Ollama", "ollama", KINDS["ollama"].base_url),
        "Start the Ollama app, or run `ollama serve`.",
        "Set OLLAMA_ORIGINS={origin} in the environment of Ollama and start it again. On macOS:"
        ' `launchctl setenv OLLAMA_ORIGINS "{origin}"`; on Linux: `systemctl edit ollama`, with'
        ' Environment="OLLAMA_ORIGINS={origin}" under [Service]; on Windows: an environment variable of your account.',
    ),
    _local(
        *("lmstudio", "LM Studio", "lmstudio_openai", KINDS["lmstudio_openai"].base_url),
        "In LM Studio open Developer and turn the server on, or run `lms server start`.",
        "In LM Studio open Developer, then Server Settings, and turn on Enable CORS (or run"
        " `lms server start --cors`).",
    ),
    _local(
        *("llama-server", "llama-server (llama.cpp)", "llama_cpp", KINDS["llama_cpp"].base_url),
        "Run `llama-server -m model.gguf --jinja --port 8080`.",
        "llama-server itself allows every page. Look for a proxy in front of it, and let that add the header"
        " Access-Control-Allow-Origin: {origin}.",
    ),
    _local(
        *("jan", "Jan", "llama_cpp", "http://localhost:1337/v1"),
        "In Jan open Settings, then Local API Server, and start it.",
        "In Jan open Settings, then Local API Server: turn on Cross-Origin Resource Sharing, and start it again.",
    ),
    _local(
        *("vllm", "vLLM", "vllm", KINDS["vllm"].base_url),
        "Run `vllm serve <model> --enable-auto-tool-choice --tool-call-parser <parser>`.",
        "Start vLLM with --allowed-origins '[\"{origin}\"]'.",
    ),
    _local(
        *("sglang", "SGLang", "sglang", KINDS["sglang"].base_url),
        "Run `python -m sglang.launch_server --model-path <model> --port 30000`.",
        "SGLang itself allows every page. Look for a proxy in front of it, and let that add the header"
        " Access-Control-Allow-Origin: {origin}.",
    ),
    _cloud("openai", "OpenAI", "https://platform.openai.com/api-keys"),
    _cloud("anthropic", "Anthropic", "https://console.anthropic.com/settings/keys"),
    _cloud("gemini", "Google Gemini", "https://aistudio.google.com/apikey", "google_ai"),
    _cloud("letta", "Letta Cloud", "https://app.letta.com/api-keys"),
    _cloud("openrouter", "OpenRouter", "https://openrouter.ai/settings/keys"),
    _cloud("groq", "Groq", "https://console.groq.com/keys"),
    _cloud("mistral", "Mistral", "https://console.mistral.ai/api-keys"),
    _cloud("deepseek", "DeepSeek", "https://platform.deepseek.com/api_keys"),
    _cloud("together", "Together", "https://api.together.ai/settings/api-keys"),
    _cloud("fireworks", "Fireworks", "https://app.fireworks.ai/settings/users/api-keys"),
    _cloud("cerebras", "Cerebras", "https://cloud.cerebras.ai"),
    _cloud("xai", "xAI", "https://console.x.ai"),
    _cloud("hugging-face", "Hugging Face", "https://huggingface.co/settings/tokens"),
    Preset("letta-server", "Another Letta-compatible server", "letta", needs_key=False),
    Preset("custom", "Another OpenAI-compatible server", needs_key=False),
)
_LOCAL = [preset for preset in PRESETS if preset.is_local]
_BY_PORT = {address.port: preset for preset in _LOCAL if (address := Address.of(preset.base_url))}
_BY_TYPE = {preset.provider_type: preset for preset in reversed(_LOCAL)}
_BY_ADDRESS = {str(address): preset for preset in PRESETS if (address := Address.of(preset.base_url))}


def known_server(provider_type: str, base_url: str) -> Preset | None:
    """What a server probably is: its address tells, else for a person's own its usual port, or the provider's type."""
    address = Address.of(base_url)
    by_port = _BY_PORT.get(address.port) if address and address.is_local else None
    return _BY_ADDRESS.get(str(address)) or by_port or _BY_TYPE.get(provider_type)
