"""What may leave: grouping, counting, the gate, differencing over releases, publishing, withdrawing."""
