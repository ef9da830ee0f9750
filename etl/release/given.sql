-- The answers of a wave's members to one instrument: the only step that brings every answer together.
-- A member without a row in the instrument is blank throughout. Runs on DuckDB and Spark alike.
SELECT grouped.cell, grouped.group_no, answers.respondent IS NOT NULL AS responded, {items}
FROM grouped
LEFT JOIN (SELECT * FROM {answers} WHERE programme = {programme} AND wave = {wave}) AS answers
    ON grouped.respondent = answers.respondent
