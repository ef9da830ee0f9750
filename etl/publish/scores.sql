-- The sheets of each group's respondents, those alike as one row with their number: answers on the scale and scores in
-- half steps. In an order of their own, so that whose they are never matters. Runs on DuckDB and Spark alike.
SELECT group_no, {columns}, count(*) AS people
FROM given
WHERE responded
GROUP BY ALL
ORDER BY ALL
