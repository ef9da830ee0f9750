"""What the members of a wave said of themselves, a record each: their background."""

BACKGROUND = "background"
MEMBERS = (
    "(SELECT DISTINCT respondent, role, site FROM members WHERE programme = $programme AND wave = $wave)"
)
# The column of a record: a list of (variable, value), never a joined text that a value could be written into.
RECORD = "answers"
BACKGROUND_RECORDS = f"""
SELECT role, site, list({{'variable': variable, 'value': value}} ORDER BY variable, value) AS {RECORD}
FROM (SELECT * FROM background WHERE programme = $programme AND wave = $wave AND value IS NOT NULL)
JOIN {MEMBERS} USING (respondent) GROUP BY respondent, role, site
"""
