"""`onetrip doctor`: is everything that OneTrip stands on as it has to be, and what is to be done if not."""
