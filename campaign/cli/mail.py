"""The terminal's door to our mail, beside the outbox."""

from flask.cli import AppGroup

group = AppGroup("mail", help="How our mail looks to those who receive it.")
