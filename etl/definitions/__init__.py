"""What people write down about a service in TOML: instruments, programmes, mappings, background variables."""
