"""Backpropagation in NumPy, written to be read.

A dense network, the losses, optimizers, schedules, initializers and regularizers that train it,
data sets to train it on, and a gradient checker that proves the chain rule was applied without a
mistake.

    import numpy as np
    from backprop import DATASETS, LOSSES, Network, Trainer

    rng = np.random.default_rng(1)
    data = DATASETS["circle"].generate(500, noise=0.0, rng=rng)
    target = LOSSES["half_squared_error"].encode(data.labels, "binary", 2)
    network = Network.create((2, 4, 2, 1), ("tanh", "tanh", "tanh"), "tfp_uniform", rng=rng)
    trainer = Trainer(network, "half_squared_error", "sgd", "none", data.X, target,
                      batch_size=10, learning_rate=0.03)
    trainer.run_epochs(100)
    print(trainer.loss_of(data.X, target))
"""

from __future__ import annotations

from .activations import ACTIVATIONS, Activation, Curve, curve
from .arrays import FloatArray, IntArray
from .checkpoint import Checkpoint
from .clipping import CLIPPINGS, Clipping
from .datasets import DATASETS, Dataset, DataSource
from .errors import BackpropError, CheckpointError, InvalidValueError, UnknownNameError
from .gradient_check import GradientReport, check_gradients, compare_gradients, numeric_gradient
from .initializers import INITIALIZERS, Initializer
from .layers import ForwardPass, Gradient, Layer, LayerGradient, LayerOptions
from .losses import LOSSES, Loss, softmax
from .metrics import (
    Calibration,
    ClassReport,
    accuracy,
    calibration,
    class_probabilities,
    class_report,
    confusion_matrix,
    mean_absolute_deviation,
    predicted_classes,
    r_squared,
    root_mean_squared_error,
)
from .model_file import load_model
from .network import Network
from .optimizers import OPTIMIZERS, Optimizer, OptimizerState
from .plan import EvaluationPlan, TrainingPlan
from .rates import Rates
from .reference import ReferencePlan
from .registry import Entry, Parameter, Registry
from .regularizers import REGULARIZERS, Regularizer
from .schedules import SCHEDULES, Schedule
from .tasks import BINARY, MULTICLASS, REGRESSION, TASKS, n_outputs, one_hot
from .trainer import Trainer

__all__ = [
    "ACTIVATIONS",
    "BINARY",
    "CLIPPINGS",
    "DATASETS",
    "INITIALIZERS",
    "LOSSES",
    "MULTICLASS",
    "OPTIMIZERS",
    "REGRESSION",
    "REGULARIZERS",
    "SCHEDULES",
    "TASKS",
    "Activation",
    "BackpropError",
    "Calibration",
    "Checkpoint",
    "CheckpointError",
    "ClassReport",
    "Clipping",
    "Curve",
    "DataSource",
    "Dataset",
    "Entry",
    "EvaluationPlan",
    "FloatArray",
    "ForwardPass",
    "Gradient",
    "GradientReport",
    "Initializer",
    "IntArray",
    "InvalidValueError",
    "Layer",
    "LayerGradient",
    "LayerOptions",
    "Loss",
    "Network",
    "Optimizer",
    "OptimizerState",
    "Parameter",
    "Rates",
    "ReferencePlan",
    "Registry",
    "Regularizer",
    "Schedule",
    "Trainer",
    "TrainingPlan",
    "UnknownNameError",
    "accuracy",
    "calibration",
    "check_gradients",
    "class_probabilities",
    "class_report",
    "compare_gradients",
    "confusion_matrix",
    "curve",
    "load_model",
    "mean_absolute_deviation",
    "n_outputs",
    "numeric_gradient",
    "one_hot",
    "predicted_classes",
    "r_squared",
    "root_mean_squared_error",
    "softmax",
]
