"""The chart: a graph laid out once, drawn with any path, as SVG, PDF, PNG, DOT, Mermaid and in words."""

from .chart import Chart
from .drawing import Drawing
from .form import Form
from .imprint import Stamp
from .picture import Picture
from .theme import Style

__all__ = ["Chart", "Drawing", "Form", "Picture", "Stamp", "Style"]
