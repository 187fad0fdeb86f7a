"""`check` and `try`: files and messages read by the handbook, with no mailbox, no database and nothing sent."""
