"""The worker, with a watchdog that a test can wait for."""

from whole_entry import Default, Directory, Space  # noqa: F401

from lettawasm.hosts.durable import watchdog

watchdog.PATIENCE_MS = 1_000
