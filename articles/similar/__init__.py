"""Which texts are copies of one another, and what differs between them."""
