"""Statistics: NumPy arrays in, arrays, floats or frozen dataclasses out."""
