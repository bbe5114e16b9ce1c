"""Microsoft: Outlook mail and Outlook calendars through Graph, behind one consent. Its front door is `provider`; what is
known of it without any of its libraries is `entry`.
"""
