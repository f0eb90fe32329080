"""Container images: what goes in (`packages`, `context`), how they are built (`build`)."""
