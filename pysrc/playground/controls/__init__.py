"""Controls turn gestures into actions. Each one owns a Panel layout, calls `dispatch` with an
`Action` when the reader does something, and shows the values of the state it is given; none
of them touches the session."""

from playground.controls.data import DataControl
from playground.controls.inside import InsideControl
from playground.controls.network import NetworkControl
from playground.controls.points import PointsControl
from playground.controls.run import RunControl
from playground.controls.save import SaveTool
from playground.controls.scale import ScaleControl
from playground.controls.stages import StagesControl
from playground.controls.stop import StopControl
from playground.controls.switch import ToolSwitch
from playground.controls.table import TableTool
from playground.controls.timeline import TimelineControl

__all__ = [
    "DataControl",
    "InsideControl",
    "NetworkControl",
    "PointsControl",
    "RunControl",
    "SaveTool",
    "ScaleControl",
    "StagesControl",
    "StopControl",
    "TableTool",
    "TimelineControl",
    "ToolSwitch",
]
