"""Reports as bytes: delimited text, workbooks, Parquet, rows of `show`."""
