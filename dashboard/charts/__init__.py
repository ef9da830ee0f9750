"""What charts share: style, dots, heat, names."""
