"""The founding documents' own design: one Django project with one database, as tutorials write it, and tuned."""
