-- The answers of one instrument, group and wave as one text, so that a page asks for one row per wave.
INSERT INTO answer_sheets
SELECT instrument, group_id, wave,
    to_json(list(json_array(
        item, status, members, n, counts, not_applicable, dont_know, not_relevant, blank, mean, se
    ) ORDER BY position))::VARCHAR
FROM answers
GROUP BY instrument, group_id, wave
ORDER BY instrument, group_id, wave
