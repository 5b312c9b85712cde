"""What a caisse sees of its own affairs, one module a journey."""
