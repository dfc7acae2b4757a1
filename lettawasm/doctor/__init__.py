"""What is wrong between here and a model, and what a person can do about it."""

from .examination import examine
from .patient import Patient

__all__ = ["Patient", "examine"]
