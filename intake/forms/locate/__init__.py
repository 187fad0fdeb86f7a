"""Where each answer of a form stands in a document, in any layout people use."""

from intake.forms.locate.locate import Located, locate
from intake.forms.locate.places import Place, places

__all__ = ["Located", "Place", "locate", "places"]
