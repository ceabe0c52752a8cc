"""What lies on disk: vectors, terms, rows and the manifest that ties them."""
