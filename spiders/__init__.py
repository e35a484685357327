"""One module per portal and nothing else: the listing of this folder is the coverage."""
