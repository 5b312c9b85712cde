"""What a caisse sees of evaluations, one module a journey; every view carries the guard `agent_de_caisse`."""
