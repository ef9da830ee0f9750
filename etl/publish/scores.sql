-- Per respondent, each part of a questionnaire and all of it as one whole number (how many items were answered and
-- what they add up to: exact, so the order never matters), and how much of each was answered. Runs on DuckDB and
-- Spark alike.
(SELECT *{answered} FROM
    (SELECT *, {overall} AS overall FROM
        (SELECT group_no, {parts} FROM given WHERE responded) AS parts) AS scores) AS answered
