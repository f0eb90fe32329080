"""`make k8s-smoke`: the overlay `local` on a real cluster, killed and upgraded (docs/operate/install.md)."""
