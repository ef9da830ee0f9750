-- How often each value of each column occurs per group, in one pass: the sets are (group_no, column), one per column,
-- and the grouping id has a bit for each column that is not in the set. Runs on DuckDB and Spark alike.
SELECT grouping_id({columns}) AS missing, group_no, coalesce({columns}) AS held, count(*) AS respondents
FROM {rows}
GROUP BY GROUPING SETS ({sets})
