"""The data as files for others: tidy and wide tables, described as a data package, frozen as a release with its delta.

Everything is written from the database alone and row by row, in an order made of content: the same archive gives the same bytes,
and memory does not grow with it. A file or folder appears under its name when it is whole, and never takes another one's place.
"""
