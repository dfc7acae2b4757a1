"""The way to the web: how it is set up, and the two tools that take it."""

from .access import TOOLS as TOOLS
from .access import WebAccess as WebAccess
