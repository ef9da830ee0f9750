NOT list_contains({blanks}, {cell}) AND NOT regexp_full_match({cell}, {pattern})
