"""What each step of an application establishes and asks, as pure functions."""
