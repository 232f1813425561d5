class NumberConverter:
    """A version's number: 1, 2, 3 … and nothing that only looks like one (0, 01, 99999999999)."""

    regex = "[1-9][0-9]{0,6}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)
