"""One file per format; `registry` says which reader takes a file."""
