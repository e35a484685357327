"""One module per CMS family: how the vendor's lists are recognised, read and paged, and what it gets wrong.

A family is born when a portal needs it; a portal is ten lines on top of it.
"""
