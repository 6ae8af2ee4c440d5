"""Ways in: files, archives and manifests become raw captures."""
