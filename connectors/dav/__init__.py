"""Any other mailbox: IMAP, SMTP and CalDAV behind one address and password. Its front door is `provider`; what is known of
it without any of its libraries is `entry`.
"""
