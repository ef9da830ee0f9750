-- The sheets of each group's respondents, packed into whole numbers, those alike as one row with their number. In an
-- order of their own, so that whose they are never matters. Runs on DuckDB and Spark alike.
SELECT group_no, {packed}, count(*) AS people
FROM given
WHERE responded
GROUP BY ALL
ORDER BY ALL
