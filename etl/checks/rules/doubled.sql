NOT list_contains({blanks}, {cell}) AND row IN (
    SELECT row FROM (SELECT row, count(*) OVER (PARTITION BY {together}) AS times FROM {table})
    WHERE times > 1
)
