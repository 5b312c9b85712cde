"""What an editor may send: forms that Wagtail's screens use for files and pictures."""
