"""A blank form -> a definition that a person can finish."""

from intake.forms.learn.learn import learn
from intake.forms.learn.proposal import Doubt, Proposal
from intake.forms.learn.writing import as_yaml

__all__ = ["Doubt", "Proposal", "as_yaml", "learn"]
