"""OneTrip on Kubernetes: one description, three overlays (docs/operate/install.md)."""
