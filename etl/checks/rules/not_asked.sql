NOT list_contains({blanks}, {cell}) AND NOT list_contains({asked_in}, {wave})
