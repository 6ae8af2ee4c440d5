"""What goes wrong with a cluster, said so that its owner knows what to do."""


class ClusterError(Exception):
    """The cluster cannot be used; the message names the reason and the way out."""
