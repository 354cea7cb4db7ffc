"""Views draw. Each one takes a `Snapshot` and updates its own Bokeh models; none of them
knows where the snapshot came from or what produced it."""

from playground.views.boundary import BoundaryView
from playground.views.loss import LossView
from playground.views.network import NetworkView

__all__ = ["BoundaryView", "LossView", "NetworkView"]
