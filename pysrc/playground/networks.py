"""The network of a state: from its initial weights, or with what another one has learned."""

from __future__ import annotations

import numpy as np

from backprop import OPTIMIZERS, Checkpoint, Network
from playground.architecture import activations_of, layer_sizes_of
from playground.connections import options_of
from playground.inputs import features_of
from playground.state import PlaygroundState

_DROPOUT_STREAM = 2  # a seed beside the weight seed, so that masks and weights do not rhyme


def network_key(state: PlaygroundState) -> tuple[object, ...]:
    """What makes another network, which starts from its initial weights."""
    features = features_of(state) if state.inputs == "plane" else ()
    shapes = tuple((layer.units, layer.activation, layer.batch_norm) for layer in state.layers)
    start = (state.initializer, state.weight_seed, state.weights)
    return (layer_sizes_of(state), features, shapes, *start)


def options_key(state: PlaygroundState) -> tuple[object, ...]:
    """What changes how a network trains, or what is cut from it, while it keeps its weights."""
    hidden = tuple((layer.dropout, layer.frozen, layer.density) for layer in state.layers)
    return (hidden, state.output, state.edges, state.biases, state.output_activation)


def new_network(state: PlaygroundState) -> Network:
    """The network with its initial weights."""
    network = Network(layer_sizes_of(state), activations_of(state), options_of(state))
    initialize(network, state)
    return network


def initialize(network: Network, state: PlaygroundState) -> None:
    """Put the initial weights of the state into its network: those given, or those drawn."""
    network.initialize(state.initializer, rng=np.random.default_rng(state.weight_seed))
    if state.weights:
        network.parameters = state.weights


def continued_network(state: PlaygroundState, before: Network) -> Network:
    """The network with the weights of `before`, whose `network_key` is the same.

    A connection that was cut there and exists here starts with its initial weight.
    """
    network = new_network(state)
    returned = before.cut & ~network.cut
    network.parameters = np.where(returned, network.parameters, before.parameters)
    network.buffers[:] = before.buffers
    return network


def check_fit(checkpoint: Checkpoint, state: PlaygroundState) -> None:
    """`CheckpointError` unless the checkpoint belongs to the network and optimizer of the state."""
    network = new_network(state)
    memory = OPTIMIZERS[state.optimizer].create_state(network.n_parameters)
    rng = dropout_generator(state) if checkpoint.rng_state else None
    checkpoint.load_into(network, memory, rng)


def dropout_generator(state: PlaygroundState) -> np.random.Generator:
    """The generator that draws the masks of dropout, as it is at the start of a run."""
    return np.random.default_rng([state.weight_seed, _DROPOUT_STREAM])
