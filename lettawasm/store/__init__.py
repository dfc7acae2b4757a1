"""The space's database, one noun per file. Everything here is synchronous; SQL stands in sight."""

from ..ports import Clock, Driver
from .agents import Agents
from .approvals import Approvals
from .archival import Archival
from .archives import Archives
from .blocks import Blocks
from .conversations import Conversations
from .files import Files
from .folders import Folders
from .groups import Groups
from .identities import Identities
from .mcp import McpServers
from .open_files import OpenFiles
from .providers import Providers
from .recall import Recall
from .runs import Runs
from .steps import Steps
from .tools import Tools


class Store:
    """All of a space's tables behind one name each."""

    def __init__(self, driver: Driver, clock: Clock) -> None:
        self.driver, self.clock = driver, clock
        self.agents = Agents(driver, clock)
        self.blocks = Blocks(driver, clock)
        self.recall = Recall(driver, clock)
        self.conversations = Conversations(driver, clock)
        self.approvals = Approvals(driver, clock)
        self.archives = Archives(driver, clock)
        self.archival = Archival(driver, clock)
        self.folders = Folders(driver, clock)
        self.files = Files(driver, clock)
        self.open_files = OpenFiles(driver, clock)
        self.identities = Identities(driver, clock)
        self.tools = Tools(driver, clock)
        self.runs = Runs(driver, clock)
        self.steps = Steps(driver, clock)
        self.providers = Providers(driver, clock)
        self.groups = Groups(driver, clock)
        self.mcp = McpServers(driver, clock)


__all__ = ["Store"]
