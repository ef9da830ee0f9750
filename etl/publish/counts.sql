-- How often each answer was given, per group and item, in one pass: the sets are (group_no, item), one per item, and
-- the grouping id has a bit for each item that is not in the set. Runs on DuckDB and Spark alike.
SELECT grouping_id({items}) AS missing, group_no, coalesce({items}) AS answer, count(*) AS respondents
FROM given
GROUP BY GROUPING SETS ({sets})
