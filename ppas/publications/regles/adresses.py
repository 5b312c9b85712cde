"""Addresses that the portal's menus name: the pages that stand there may change, not leave."""

FIXES = {
    "actualites": "actualites",
    "documentation": "documentation",
    "guides": "documentation/guides-et-outils",
    "cahiers_des_charges": "documentation/cahiers-des-charges",
    "faq": "faq",
    "offre": "notre-offre-pour-les-retraites",
    "qui_sommes_nous": "qui-sommes-nous",
    "mentions": "mentions-legales",
    "copyright": "copyright",
}
"""By name of URL, the path without its slashes."""
