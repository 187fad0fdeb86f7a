"""The five jobs: read, think, write; and a sixth for when the store was lost. Each may be stopped anywhere and run again."""
