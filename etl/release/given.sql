-- The answers of a wave's members to one instrument: the only step that brings every answer together.
-- A member without a row in the instrument is blank throughout. Every engine reads this text alike.
SELECT people.cell, people.group_no, answered.respondent IS NOT NULL AS responded, {items}
FROM people
LEFT JOIN answered ON people.respondent = answered.respondent
