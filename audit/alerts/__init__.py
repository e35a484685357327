"""Findings that people and their tools are told of: as feeds anybody reads, and as messages to those who subscribed.

What is told is the finding itself, in a sentence with both values, both ends of the interval and the address; never a mere "the
page changed". Feeds are made from the database alone. Messages go through an outbox that remembers what was sent.
"""
