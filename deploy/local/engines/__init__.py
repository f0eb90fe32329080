"""One small module per engine: how it is installed, prepared, started and known to be ready."""
