"""What the templates of Wagtail that the portal replaces need."""

from django import template

from ppas.publications.nonce import attribut_nonce

register = template.Library()
register.simple_tag(attribut_nonce, name="attribut_nonce")
