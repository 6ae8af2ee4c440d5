"""Pages fetched from the web: the one part of capture that touches the network, and never an inner one."""
