"""References to articles as people write them (APA, MLA, Chicago) and as reference managers read them."""
