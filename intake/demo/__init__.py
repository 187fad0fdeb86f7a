"""`intake demo`: invented referrals, a mail server in memory, and the real worker code over real IMAP and SMTP."""

from intake.demo.stage import show

__all__ = ["show"]
