"""The same sixty questions as the peers would ask them, each in its own plainest way."""
