"""The trained network as a program: NumPy, PyTorch, Keras, or a notebook.

The functions of the registries (activations, losses, optimizers …) are not written down a second
time for this. `symbols` runs each of them once on symbols that note what is done to them, and
`writing` turns the notes into lines of another program. So a new entry can be exported at once.
"""
