"""One model through all the cases, told as it goes."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from .. import __version__
from ..catalog import Catalog
from ..errors import Invalid, NotFound
from ..ports import Host
from ..schemas.model_options import ModelOptions
from ..schemas.providers import is_home
from .case import Case, CaseResult
from .report import Report
from .scratch import Scratch


@dataclass(frozen=True, slots=True)
class Begun:
    """The case `number`, from 1 on, of so many."""

    case: Case
    number: int
    of: int


async def tried(
    host: Host, catalog: Catalog, handle: str, cases: Sequence[Case], options: ModelOptions
) -> AsyncGenerator[Begun | CaseResult | Report]:
    """Each case as it begins and as it ends, and the report at last. Raises NotFound and Invalid, before anything
    else, for a handle without a model, and for an agent that lives elsewhere. Whatever a model does, its case ends.
    """
    model = await catalog.resolve(handle)
    found = catalog.writer(handle, model.context_window)
    if found is None:
        raise NotFound(f"NOT_FOUND: Handle {handle} not found")
    if is_home(model.provider_type):
        raise Invalid(
            f"INVALID_ARGUMENT: {handle} is an agent that lives on another server, and would remember all that is said"
            " in a trial. Try the model that it uses there instead."
        )
    results: list[CaseResult] = []
    for number, case in enumerate(cases, 1):
        yield Begun(case, number, len(cases))
        results.append(await Scratch(host, found[0], model, options).play(case))
        yield results[-1]
    settings = {"profile": options.profile, "tool_calls": options.tool_calls, "window": model.context_window}
    yield Report(handle, host.clock.now(), __version__, settings, results)
