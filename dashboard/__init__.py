"""The dashboard: publications in, pages out. It never opens a file that holds a respondent's row."""
