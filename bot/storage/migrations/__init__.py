"""The steps of the schema. They travel inside the package and need no file of settings."""
