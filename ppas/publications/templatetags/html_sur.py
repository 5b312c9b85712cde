"""The filter of formatted texts, for the template of Wagtail that shows them all."""

from django import template

from ppas.publications.html import html_sur

register = template.Library()
register.filter("html_sur", html_sur)
