"""What the ETL writes and the dashboard reads: definitions, files, queries, languages; imports neither."""
