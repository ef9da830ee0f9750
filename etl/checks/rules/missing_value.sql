list_contains({blanks}, {cell})
