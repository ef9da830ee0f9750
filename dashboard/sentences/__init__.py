"""The reading of a figure: from the numbers of a table to sentences, none typed by hand."""
