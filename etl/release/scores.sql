-- The sheets of each group's respondents, packed into whole numbers, those alike as one row with their number. In an
-- order of their own, so that whose they are never matters. Every engine reads this text alike.
SELECT group_no, {names}, count(*) AS people
FROM (SELECT group_no, {packed} FROM gathered WHERE responded) AS sheets
GROUP BY group_no, {names}
ORDER BY group_no, {names}
