"""A scripted year: what a city publishes, corrects and takes away, watched by crawls on given days.

city.py      its portal, with switches for everything a publisher or a server may do
script.py    the year, day by day
expected.json    what must be found, written by reading the script and nothing else
spider.py    the spider of the portal
clock.py     runs a command on another day
"""
