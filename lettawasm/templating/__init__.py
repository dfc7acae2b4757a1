"""Templates that people write themselves: Jinja2 in a sandbox that no template can hold up.

There are three walls. Before a template is parsed its tokens are counted, so that neither Jinja's parser nor
Python's ever goes deep (`source`). What it may be made of is a short list: values, loops, conditions and some
filters; no calls, macros or imports (`source`, `filters`). And whatever it reads, loops over and puts together is
paid from a budget while it runs, so its end is a matter of counting and not of time (`budget`).
"""

from .budget import TemplateProblem
from .sandbox import check, render

__all__ = ["TemplateProblem", "check", "render"]
