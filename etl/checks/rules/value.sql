NOT list_contains({blanks}, {cell}) AND ({broken})
