"""The space's database, one noun per file. Everything here is synchronous; SQL stands in sight."""

from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from ..journal import Journal
from ..ports import Clock, Driver, Kernel
from ..schemas.versions import Cause
from .agents import Agents
from .approvals import Approvals
from .archival import Archival
from .archives import Archives
from .blocks import Blocks
from .conversations import Conversations
from .embedders import Embedders
from .files import Files
from .folders import Folders
from .groups import Groups
from .identities import Identities
from .mcp import McpServers
from .open_files import OpenFiles
from .policies import Policies
from .proof import Proof
from .providers import Providers
from .recall import Recall
from .runs import Runs
from .sources import Sources
from .steps import Steps
from .timeline import Timeline
from .tools import Tools
from .vectors import Vectors
from .versions import Versions

if TYPE_CHECKING:
    from .block_use import BlockUses
    from .copies import Copies
    from .deletions import Deletions
    from .homecomings import Homecomings
    from .kept_backups import KeptBackups
    from .operations import Operations
    from .projects import Projects
    from .settings import Settings
    from .tool_grants import ToolGrantsTable
    from .tool_uses import ToolUses
    from .vault import Vault
    from .visits import Visits
    from .wheels import Wheels
    from .widgets import Widgets


class Store:
    """All of a space's tables behind one name each."""

    def __init__(self, driver: Driver, clock: Clock, kernel: Kernel | None = None) -> None:
        journal = Journal(driver)
        self.driver, self.clock = journal, clock
        self.versions = Versions(journal, clock)
        self.timeline = Timeline(self.versions, clock)
        self.proof = Proof(self.versions)
        self.sources = Sources(self.versions)
        self.agents = Agents(journal, clock, self.versions)
        self.blocks = Blocks(journal, clock, self.versions)
        self.recall = Recall(journal, clock, self.versions)
        self.conversations = Conversations(journal, clock)
        self.approvals = Approvals(journal, clock)
        self.policies = Policies(journal, clock)
        self.archives = Archives(journal, clock, self.versions)
        self.archival = Archival(journal, clock, self.versions)
        self.folders = Folders(journal, clock)
        self.files = Files(journal, clock)
        self.open_files = OpenFiles(journal, clock)
        self.identities = Identities(journal, clock)
        self.tools = Tools(journal, clock, self.versions)
        self.runs = Runs(journal, clock)
        self.steps = Steps(journal, clock)
        self.providers = Providers(journal, clock)
        self.groups = Groups(journal, clock)
        self.mcp = McpServers(journal, clock)
        self.embedders = Embedders(journal, clock)
        self.vectors = Vectors(journal, clock, kernel)

    @cached_property
    def homecomings(self) -> "Homecomings":
        from .homecomings import Homecomings  # not a space's daily bread

        return Homecomings(self.driver, self.clock)

    @cached_property
    def projects(self) -> "Projects":
        from .projects import Projects

        return Projects(self.driver, self.clock)

    @cached_property
    def operations(self) -> "Operations":
        from .operations import Operations

        return Operations(self.timeline, self.clock)

    @cached_property
    def deletions(self) -> "Deletions":
        from .deletions import Deletions

        return Deletions(self.timeline)

    @cached_property
    def block_uses(self) -> "BlockUses":
        from .block_use import BlockUses

        return BlockUses(self.driver)

    @cached_property
    def settings(self) -> "Settings":
        from .settings import Settings

        return Settings(self.driver, self.clock)

    @cached_property
    def vault(self) -> "Vault":
        from .vault import Vault

        return Vault(self.driver, self.clock)

    @cached_property
    def copies(self) -> "Copies":
        from .copies import Copies

        return Copies(self.driver, self.clock)

    @cached_property
    def kept_backups(self) -> "KeptBackups":
        from .kept_backups import KeptBackups

        return KeptBackups(self.driver, self.clock)

    @cached_property
    def tool_grants(self) -> "ToolGrantsTable":
        from .tool_grants import ToolGrantsTable

        return ToolGrantsTable(self.driver, self.clock)

    @cached_property
    def tool_uses(self) -> "ToolUses":
        from .tool_uses import ToolUses

        return ToolUses(self.driver, self.clock)

    @cached_property
    def wheels(self) -> "Wheels":
        from .wheels import Wheels

        return Wheels(self.driver, self.clock)

    @cached_property
    def widgets(self) -> "Widgets":
        from .widgets import Widgets

        return Widgets(self.driver, self.clock)

    @cached_property
    def visits(self) -> "Visits":
        from .visits import Visits

        return Visits(self.driver, self.clock)

    def because(self, cause: Cause) -> AbstractContextManager[None]:
        """Let `cause` be the reason of what changes within. Nothing may be awaited within."""
        return self.versions.because(cause)


__all__ = ["Store"]
