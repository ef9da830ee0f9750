"""The privacy gate: from the warehouse's answers to a frozen publication of counts."""
