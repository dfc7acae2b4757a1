"""What an operator may know of a space: how many, how long, how it ended. Never what was said, asked or sent."""

from .log import Log, json_lines
from .metrics import Metrics, MetricsPage
from .observed import Observed
from .runs import ObservedRuns

__all__ = ["Log", "Metrics", "MetricsPage", "Observed", "ObservedRuns", "json_lines"]
