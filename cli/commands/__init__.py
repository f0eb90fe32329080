"""One module per group of commands; each has an `app`. Heavy imports go inside the commands."""
