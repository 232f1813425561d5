"""Typesets one document, as a program of its own: typst keeps what it laid out for as long as its process lives.

Reads {"inputs": {…}, "standards": […], "timestamp": …, "template": …, "fonts": …} from the standard input and writes
the PDF to the standard output; status 3 and a message say what typst refused.
"""

import json
import sys

import typst


def main():
    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[asked["fonts"]])
    compiler = typst.Compiler(asked["template"], font_paths=fonts)
    try:
        made = compiler.compile(
            format="pdf",
            sys_inputs=asked["inputs"],
            pdf_standards=asked["standards"],
            timestamp=asked["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    sys.stdout.buffer.write(made)
    return 0


sys.exit(main())
