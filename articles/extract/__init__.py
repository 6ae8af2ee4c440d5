"""Companies, people, places and topics, each with its evidence."""
