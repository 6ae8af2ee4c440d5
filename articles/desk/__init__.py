"""The pages that write."""
