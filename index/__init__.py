"""Files become a searchable archive: readers, passages, vectors, terms, rows."""
