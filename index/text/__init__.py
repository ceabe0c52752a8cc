"""What the project knows of French and English: sentences, terms, dates, languages."""
