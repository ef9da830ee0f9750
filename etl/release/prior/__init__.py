"""What was released before, and how it binds a new release: rule 5 of docs/privacy.md, all of it."""
