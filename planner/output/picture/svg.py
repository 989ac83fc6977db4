"""SVG elements: made one way, numbers rounded, text cleaned, so that equal plans give equal bytes."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attribute = str | float


def add(parent: Element, tag: str, content: str = "", title: str = "", **attributes: Attribute) -> Element:
    """A new element within another, with `content` as its text and `title` shown to a pointer that rests on it.

    Of attributes, `class_` and `stroke_width` become `class` and `stroke-width`.
    """
    element = SubElement(parent, tag, {_name(name): _value(value) for name, value in attributes.items()})
    if content:
        element.text = clean(content)
    if title:
        SubElement(element, "title").text = clean(title)
    return element


def group(parent: Element, label: str) -> Element:
    """A part of the picture that screen readers announce by its label before they read what it holds."""
    return add(parent, "g", role="group", aria_label=clean(label))


def root(width: float, height: float, **attributes: Attribute) -> Element:
    """An empty picture of that size."""
    box = f"0 0 {_value(width)} {_value(height)}"
    attributes = {"viewBox": box, "width": width, "height": height, **attributes}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    for name, value in attributes.items():
        svg.set(_name(name), _value(value))
    return svg


def to_text(svg: Element) -> str:
    """The picture as XML, an element a line."""
    indent(svg, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(svg, encoding="unicode")}\n'


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return NOT_IN_XML.sub("�", text)


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
