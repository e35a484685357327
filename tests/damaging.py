"""The byte loss that made a real report what it is (extraction notes, 6: PHP's old filter for CP936)."""


def through_gbk(text: str) -> str:
    """UTF-8 taken for GBK and written back byte pair by byte pair, as an old PHP filter did it.

    A pair whose second byte cannot follow is replaced by ``?``: a run of Han of odd length loses its end and the byte after it.
    """
    source, result, at = text.encode(), bytearray(), 0
    while at < len(source):
        first = source[at]
        if first <= 0x80:
            result.append(first)
            at += 1
            continue
        if at + 1 >= len(source):
            break
        second = source[at + 1]
        at += 2
        if 0x40 <= second < 0xFF and second != 0x7F:
            result += bytes((first, second))
        elif second < 0x21 or second == 0x7F:
            result.append(second)
        elif 0x3A <= second < 0x40:
            place = (first - 0x81) * 192 + second - 0x40
            result += bytes((0x81 + place // 192, 0x40 + place % 192)) if place >= 0 else bytes((first, second))
        else:
            result += b"?"
    return result.decode("utf-8", "ignore")
