"""How long what is sealed can be read: master keys that are changed, data keys that are destroyed (decision 0050)."""
