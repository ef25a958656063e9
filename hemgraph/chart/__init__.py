"""The chart: a graph laid out once, drawn with any path, as SVG, PDF, PNG, DOT, Mermaid and in words."""

from .chart import Chart
from .drawing import Drawing
from .model.imprint import Stamp
from .model.theme import Style
from .picture import Picture
from .print.decision_list import DecisionList
from .print.form import Form

__all__ = ["Chart", "DecisionList", "Drawing", "Form", "Picture", "Stamp", "Style"]
