"""The whole stack on its real engines, reached from outside through the gateway; one stack for all tests."""
