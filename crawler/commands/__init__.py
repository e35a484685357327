"""Our commands, beside Scrapy's own. Heavy imports stand inside ``run``: Scrapy loads every module here for any command."""
