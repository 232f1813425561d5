"""Typesets one document, as a program of its own: typst keeps its layouts in memory.

Reads {"inputs": {…}, "standards": […], "timestamp": …, "template": …, "fonts": …} from the standard
input and writes the PDF to the standard output; status 3 and a message report what typst refused.
"""

import json
import sys

import typst


def main() -> int:
    document = json.load(sys.stdin)
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[document["fonts"]])
    compiler = typst.Compiler(document["template"], font_paths=fonts)
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs=document["inputs"],
            pdf_standards=document["standards"],
            timestamp=document["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    sys.stdout.buffer.write(pdf)  # type: ignore[arg-type]
    return 0


sys.exit(main())
