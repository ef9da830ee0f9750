"""The web server around the app: requests checked, headers, statuses."""
