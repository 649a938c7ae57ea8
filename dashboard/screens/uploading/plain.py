"""Text of a workbook as a page may show it."""


def plain(text: str) -> str:
    """Text of a workbook, of which nothing is taken for Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
