"""The calendars in force: read, previewed, put into force, and told to all that is open."""
