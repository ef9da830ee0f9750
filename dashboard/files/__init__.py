"""Files a reader takes along. What writes a kind of file is imported when the first one is asked for."""
