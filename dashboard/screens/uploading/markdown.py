"""Text of a workbook as a page may show it."""


def without_markdown(text: str) -> str:
    """Text of a workbook, escaped so that nothing in it is Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
