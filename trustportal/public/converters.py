from django.urls import register_converter

from trustportal.exports.formats import FORMATS, paper_formats


class NumberConverter:
    """A version's number: 1, 2, 3 … and nothing that only looks like one (0, 01, 99999999999)."""

    regex = "[1-9][0-9]{0,6}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class FormatConverter:
    """What a file's name ends with, as one of the formats that there are."""

    regex = "[a-z0-9]+"

    def to_python(self, value):
        if value not in self.known():
            raise ValueError(f"{value} is no such format")
        return value

    def known(self):
        return FORMATS

    def to_url(self, value):
        return value


class PaperConverter(FormatConverter):
    """A format to be read on paper."""

    def known(self):
        return paper_formats()


class YearConverter:
    """A year of four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


register_converter(NumberConverter, "number")
register_converter(FormatConverter, "format")
register_converter(PaperConverter, "paper")
register_converter(YearConverter, "year")
