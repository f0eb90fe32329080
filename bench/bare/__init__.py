"""The bare references: the same engines and libraries, doing only what cannot be left out."""
