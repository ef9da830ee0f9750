-- Per group: how many respondents answered so many items with such a total (exact, so the order never matters).
SELECT group_no, answered, total, count(*) AS respondents
FROM (SELECT group_no, {answered} AS answered, {total} AS total FROM given WHERE responded) AS totals
GROUP BY group_no, answered, total
