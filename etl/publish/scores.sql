-- Per group: how many respondents answered so many items with such a total (exact, so the order never matters).
SELECT group_no, answered, total, count(*) AS respondents
FROM (
    SELECT grouped.group_no, {answered} AS answered, {total} AS total
    FROM grouped
    JOIN (SELECT * FROM {answers} WHERE programme = {programme} AND wave = {wave}) AS given
        ON grouped.respondent = given.respondent
) AS totals
GROUP BY group_no, answered, total
