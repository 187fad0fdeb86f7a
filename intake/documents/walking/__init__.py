"""Word packages -> Document: our own walk over the parts, since no library keeps everything that a form needs."""
