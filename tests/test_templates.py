"""Templates are read by people, too."""

from django.conf import settings

LONGEST_LINE = 160


def test_no_line_of_a_template_is_too_long_to_read():
    too_long = []
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if len(line) > LONGEST_LINE:
                too_long.append(f"{path.relative_to(settings.BASE_DIR)}:{number}")
    assert too_long == []
