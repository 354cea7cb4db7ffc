"""What the deeper pictures show, as numbers: the loss surface, the space of a hidden layer, the
spread of weights and activations, the margin of the decision boundary. Nothing here draws."""
