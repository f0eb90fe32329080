"""Cases that another system decided 历史办件: taken in once, so that they are found and count (decision 0071)."""
