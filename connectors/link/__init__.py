"""A calendar by its secret link: one ICS file that a provider keeps up to date, without mail. Its front door is `provider`;
what is known of it without any of its libraries is `entry`.
"""
