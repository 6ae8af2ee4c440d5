"""How well stories are joined: pairs of real articles that people judged, and what the archive makes of them."""
