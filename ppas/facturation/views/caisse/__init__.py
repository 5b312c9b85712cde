"""What a caisse sees of invoicing, one module a journey; every view carries the guard `agent_de_caisse`."""
