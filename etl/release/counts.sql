-- How often each value of each column occurs per group, in one pass: the sets are (group_no, column), one per column,
-- and the grouping id has a bit for each column that is not in the set. Every engine reads this text alike: some
-- want all that is grouped named in the grouping id, so group_no leads it; it is in every set, and its bit is 0.
SELECT grouping_id(group_no, {columns}) AS missing, group_no, coalesce({columns}) AS held, count(*) AS respondents
FROM gathered
GROUP BY GROUPING SETS ({sets})
