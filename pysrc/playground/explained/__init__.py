"""What the tools that explain backpropagation show: papers, made from a traced step."""
