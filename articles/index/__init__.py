"""What the search vector is made of."""
