"""The five jobs: read, think, write. Each may be stopped anywhere and run again."""
