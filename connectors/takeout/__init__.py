"""Files as a provider: mbox, mails, calendars and Google Takeout archives, read-only. Its front door is `provider`; what is
known of it without any of its libraries is `entry`.
"""
