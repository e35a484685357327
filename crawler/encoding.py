"""Gives every page its true encoding before a spider reads it. Reports no spider reads: their bytes go to extraction."""

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.recorder import role_of
from extraction.charset import decode


class TrueEncodingMiddleware:
    """Portals label GBK pages as gb2312 or utf-8; what the bytes are decides, as it does in extraction."""

    def process_response(self, request: Request, response: Response) -> Response:
        if isinstance(response, TextResponse) and response.body and role_of(request) != "report":
            return response.replace(encoding=decode(response.body).charset)
        return response
