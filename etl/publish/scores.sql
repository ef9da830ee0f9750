-- Per respondent, how many of each score's items were answered and what they add up to, as one whole number: exact, so
-- the order never matters. Runs on DuckDB and Spark alike.
(SELECT group_no, {scores} FROM given WHERE responded) AS answered
