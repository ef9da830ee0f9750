NOT list_contains({accepted}, {cell})
