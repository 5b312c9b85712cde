"""What a partner sees of invoicing, one module a journey; every view carries the guard `partenaire`."""
