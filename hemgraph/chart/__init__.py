"""The chart: a graph laid out once, drawn with any path, as SVG, PDF, PNG, DOT and in words."""

from .chart import Chart, Picture
from .form import Form
from .frame import Stamp

__all__ = ["Chart", "Form", "Picture", "Stamp"]
