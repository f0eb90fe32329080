"""Uploads: what a file is, whether it may be taken, and where its bytes are kept."""
