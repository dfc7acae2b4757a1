"""Agent files for tests: the samples that Letta's people made, and short words for journeys between spaces."""

import json
import os
from pathlib import Path

from lettawasm import agentfile, transfer

_GROUND_TRUTH = os.environ.get("LETTAWASM_GROUND_TRUTH")
FOLDER = Path(_GROUND_TRUTH or Path(__file__).parents[3] / "shared" / "letta") / "af"
SAMPLES = sorted(FOLDER.glob("*.af"))
NO_SAMPLES = f"no sample agent files at {FOLDER}"


def exported(space, *agent_ids, **options) -> str:
    return json.dumps(transfer.export(space.store, *agent_ids, **options), indent=1)


async def imported(space, text, **options) -> list[str]:
    options = transfer.ImportOptions(**{"append_copy_suffix": False, **options})
    return await transfer.import_file(space.store, space.runtime.catalog, agentfile.parse(text), options)
