"""What places are called."""

from audit.divisions import divisions, full_name


def place_name(adcode: str) -> str:
    """Return the name of a place with those above it; what is not in the register as it is.

    >>> place_name("320481"), place_name("320499"), place_name("")
    ('江苏省常州市溧阳市', '行政区划 320499', '地区不明')
    """
    if adcode in divisions():
        return full_name(adcode)
    return f"行政区划 {adcode}" if adcode else "地区不明"
