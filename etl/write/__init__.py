"""Writing checked forms into the warehouse: one module per kind of content."""
