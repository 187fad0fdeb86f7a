"""Reads the referral forms that agencies e-mail to a safeguarding partnership."""
