"""What carries the workflows: the worker, the bridge from Kafka, the schema `process`, sealing, recovery."""
