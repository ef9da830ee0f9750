-- How often each answer was given, per group and item: the only step that touches every answer.
-- A member without a row in the instrument is blank throughout. Runs on DuckDB and Spark alike.
SELECT group_no, item, answer, count(*) AS respondents
FROM (
    SELECT grouped.group_no, {items}
    FROM grouped
    LEFT JOIN (SELECT * FROM {answers} WHERE programme = {programme} AND wave = {wave}) AS given
        ON grouped.respondent = given.respondent
) UNPIVOT INCLUDE NULLS (answer FOR item IN ({items}))
GROUP BY group_no, item, answer
